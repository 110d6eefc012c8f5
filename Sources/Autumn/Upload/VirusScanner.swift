internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import StoatCore
internal import StoatModels

/// Asks clamd whether a file is harmless, by its `INSTREAM` command.
struct VirusScanner: Sendable {
    /// What clamd said.
    enum Verdict: Equatable {
        case clean
        /// The name of what was found.
        case infected(String)
    }

    /// A scan that did not come to an end.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let host: String
    private let port: Int
    private let limit: TimeAmount

    /// Bytes sent at once.
    private static let chunk = 64 * 1024

    /// - Parameters:
    ///   - address: `host:port`, the port 3310 where it is left out.
    ///   - limit: how long one scan may take.
    init(address: String, limit: TimeAmount = .seconds(60)) {
        let parts = address.split(separator: ":", omittingEmptySubsequences: false)
        let port = parts.count > 1 ? Int(parts[parts.count - 1]) : nil
        self.host = port == nil ? address : parts.dropLast().joined(separator: ":")
        self.port = port ?? 3310
        self.limit = limit
    }

    /// Whether clamd answers.
    func ping() async throws {
        let answer = try await ask { outbound in try await outbound.write(ByteBuffer(string: "zPING\0")) }
        guard answer == "PONG" else { throw Failure(description: "clamd answered \(answer)") }
    }

    /// Scans a local file.
    ///
    /// - Throws: ``Failure`` where clamd cannot be reached, gives up or takes too long.
    func scan(_ path: String) async throws -> Verdict {
        let answer = try await ask { outbound in
            try await outbound.write(ByteBuffer(string: "zINSTREAM\0"))
            let file = try Self.open(path)
            defer { try? file.close() }
            while true {
                let bytes = try await Self.read(file)
                var frame = ByteBuffer()
                frame.writeInteger(UInt32(bytes.count))
                frame.writeBytes(bytes)
                try await outbound.write(frame)
                if bytes.isEmpty { return }
            }
        }
        // Nothing but the very words: an error may contain them too.
        guard answer.hasPrefix("stream: ") else { throw Failure(description: "clamd answered \(answer)") }
        if answer.hasSuffix(" FOUND") { return .infected(String(answer.dropFirst(8).dropLast(6))) }
        guard answer == "stream: OK" else { throw Failure(description: "clamd answered \(answer)") }
        return .clean
    }

    private static func open(_ path: String) throws(Failure) -> FileHandle {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Failure(description: "no file to scan") }
        return file
    }

    /// The next bytes of a file; none at its end.
    private static func read(_ file: FileHandle) async throws(Failure) -> Data {
        do {
            return try await NIOThreadPool.singleton.runIfActive { try file.read(upToCount: chunk) ?? Data() }
        } catch { throw Failure(description: "the file to scan cannot be read: \(error)") }
    }

    private func ask(
        _ send: @escaping @Sendable (NIOAsyncChannelOutboundWriter<ByteBuffer>) async throws -> Void
    ) async throws -> String {
        do {
            let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
                .connectTimeout(.seconds(5))
                .connect(host: host, port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
            let timeout = channel.channel.eventLoop.scheduleTask(in: limit) { channel.channel.close(promise: nil) }
            defer { timeout.cancel() }
            return try await channel.executeThenClose { inbound, outbound in
                let sending = Task {
                    do { try await send(outbound) } catch is Failure {
                        channel.channel.close(promise: nil)
                    } catch {
                        // clamd may answer, and close, before everything is sent: when a limit of its own is reached.
                    }
                }
                defer { sending.cancel() }
                var answer = ByteBuffer()
                for try await bytes in inbound {
                    answer.writeImmutableBuffer(bytes)
                    guard answer.readableBytes <= 64 * 1024 else { throw Failure(description: "clamd talks too much") }
                    if answer.readableBytesView.contains(0) { break }
                }
                let text = String(buffer: answer).trimmingCharacters(in: ["\0", "\n", " "])
                guard !text.isEmpty else { throw Failure(description: "clamd did not answer in time") }
                return text
            }
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure(description: "clamd at \(host):\(port): \(error)")
        }
    }
}
