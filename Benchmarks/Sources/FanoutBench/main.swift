import Bonfire
import Foundation
import Logging
import NIOCore
import ServiceLifecycle
import StoatCore
import StoatMessaging
import StoatModels
import StoatStorage

// Fan-out through the real gateway: publishes to the bus, measures until every socket of the receiver has the event.
//
//   FanoutBench RECEIVER SOCKETS BURST PAYLOAD_BYTES SECONDS
//
// The gateway runs in this process over SQLite and the in-process bus, as in `stoat serve`; the receiver is a process
// of its own. One server, 100 users, all sockets see its one channel. Prints one line of JSON.

let arguments = CommandLine.arguments
guard arguments.count == 6, let sockets = Int(arguments[2]), let burst = Int(arguments[3]),
    let payload = Int(arguments[4]), let seconds = Double(arguments[5])
else {
    FileHandle.standardError.write(Data("usage: FanoutBench RECEIVER SOCKETS BURST PAYLOAD_BYTES SECONDS\n".utf8))
    exit(2)
}

var limit = rlimit(rlim_cur: rlim_t(sockets + 200), rlim_max: rlim_t(sockets + 200))
setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)

var logger = Logger(label: "bench")
logger.logLevel = .warning
let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fanout-\(ProcessInfo.processInfo.processIdentifier)")
try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
let store = try await SQLiteStore(path: folder.appendingPathComponent("bench.sqlite").path, logger: logger)
try await Schema.prepare(store, logger: logger)
let bus = InProcessBus()
let core = Core(
    settings: Settings(), store: store, bus: bus, queue: InProcessQueue(store: store, logger: logger),
    cache: InProcessCache(), presence: InProcessPresence(), logger: logger)

// Seeds: a server with one channel, its members, and a session each.
let users = (0..<min(100, sockets)).map { User(id: .new(), username: "user\($0)", discriminator: "0042") }
let channel = Channel(
    id: .new(), kind: .text(.init(server: .new(), name: "general")))
let server = Server(id: channel.server ?? "", owner: users[0].id, name: "bench", channels: [channel.id])
var tokens: [String] = []
var writes: [Write] = [.insert(.servers, server.document), .insert(.channels, channel.document)]
for user in users {
    let token = "\(ULID())\(ULID())"
    tokens.append(token)
    writes.append(.insert(.users, user.document))
    writes.append(.insert(.serverMembers, Member(id: .init(server: server.id, user: user.id)).document))
    let session = Session(id: .new(), user: user.id, token: token, name: "bench", lastSeen: .now, origin: nil)
    writes.append(.insert(.sessions, session.document))
}
try await store.write(writes)
let tokenFile = folder.appendingPathComponent("tokens")
try Data(tokens.joined(separator: "\n").utf8).write(to: tokenFile)

func residentBytes() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
    return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}

let (addresses, listening) = AsyncStream<ListenAddress>.makeStream()
let service = BonfireService(core: core, address: ListenAddress(host: "127.0.0.1", port: 0)) { listening.yield($0) }
let group = ServiceGroup(services: [service], logger: logger)
let running = Task { try await group.run() }
guard let address = await addresses.first(where: { _ in true }) else { exit(1) }
let before = residentBytes()

let receiver = Process()
receiver.executableURL = URL(fileURLWithPath: arguments[1])
receiver.arguments = ["127.0.0.1", String(address.port), String(sockets), String(burst), tokenFile.path, "4"]
let (input, output) = (Pipe(), Pipe())
receiver.standardInput = input
receiver.standardOutput = output
try receiver.run()
let lines = fdopen(output.fileHandleForReading.fileDescriptor, "r")

// Blocks this thread only: the gateway has threads of its own, and the receiver's answer must be seen without a hop.
@MainActor func nextLine() -> String? {
    var line = [CChar](repeating: 0, count: 64)
    guard let lines, fgets(&line, Int32(line.count), lines) != nil else { return nil }
    return String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

guard nextLine() == "ready" else {
    FileHandle.standardError.write(Data("the receiver did not become ready\n".utf8))
    exit(1)
}
let perSession = (residentBytes() - before) / sockets

// A message event whose frame has the asked size.
func message(_ content: String) -> Event {
    var message = Message(id: .new(), channel: channel.id, author: users[0].id)
    message.content = content
    return Event(.message, message.wire, to: .channel(channel.id, in: server.id))
}
let base = JSONWriter.encode(message("").body).readableBytes
let text = String(repeating: "x", count: max(0, payload - base - 13))

var rounds = 0
let clock = ContinuousClock()
let start = clock.now
while start.duration(to: clock.now) < .seconds(seconds) {
    try bus.publish((0..<burst).map { _ in message(text) })
    guard nextLine() == "round" else { exit(1) }
    rounds += 1
}
let elapsed = start.duration(to: clock.now)
let elapsedSeconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
let rate = Double(rounds * sockets * burst) / elapsedSeconds
print(#"{"deliveries_per_second": \#(Int(rate)), "bytes_per_session": \#(perSession)}"#)
input.fileHandleForWriting.closeFile()
receiver.waitUntilExit()
await group.triggerGracefulShutdown()
try? await running.value
await store.close()
try? FileManager.default.removeItem(at: folder)
