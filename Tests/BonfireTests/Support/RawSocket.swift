import NIOCore
import NIOPosix
import Synchronization

/// A TCP client for tests that speaks raw bytes: what a hostile or careful peer would send.
final class RawSocket: Sendable {
    struct TimedOut: Error, CustomStringConvertible {
        let description: String
    }

    /// One frame from the server.
    struct Frame: Equatable, CustomStringConvertible {
        var opcode: UInt8
        var payload: [UInt8]
        var isFinal = true

        var text: String { String(decoding: payload, as: UTF8.self) }
        /// The code of a Close frame.
        var closeCode: UInt16? { payload.count < 2 ? nil : UInt16(payload[0]) << 8 | UInt16(payload[1]) }
        var description: String { "opcode \(opcode), \(payload.count) bytes: \(text.prefix(80))" }
    }

    private struct Input {
        var buffer = ByteBuffer()
        var isClosed = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let channel: any Channel
    private let input: Inbox

    private final class Inbox: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer
        let state = Mutex(Input())

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = Self.unwrapInboundIn(data)
            state.withLock { _ = $0.buffer.writeBuffer(&bytes) }
            signal()
        }

        func channelInactive(context: ChannelHandlerContext) {
            state.withLock { $0.isClosed = true }
            signal()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

        func signal() {
            let waiter = state.withLock { state in
                defer { state.waiter = nil }
                return state.waiter
            }
            waiter?.resume()
        }
    }

    /// Connects to a local port. `receiveBuffer` bounds what the kernel takes before the server notices a slow reader.
    init(port: Int, receiveBuffer: Int? = nil, autoRead: Bool = true) async throws {
        let inbox = Inbox()
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: autoRead)
            .channelInitializer { $0.pipeline.addHandler(inbox) }
        if let receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(receiveBuffer))
        }
        self.input = inbox
        self.channel = try await bootstrap.connect(host: "127.0.0.1", port: port).get()
    }

    /// Connects and upgrades; `query` follows the `?`.
    static func webSocket(
        port: Int,
        path: String = "/",
        query: String = "",
        receiveBuffer: Int? = nil,
        autoRead: Bool = true
    ) async throws -> RawSocket {
        let socket = try await RawSocket(port: port, receiveBuffer: receiveBuffer, autoRead: autoRead)
        try await socket.send(text: handshake(path: query.isEmpty ? path : path + "?" + query))
        if !autoRead { return socket }
        let head = try await socket.readHead()
        guard head.hasPrefix("HTTP/1.1 101") else { throw TimedOut(description: "no upgrade: \(head)") }
        return socket
    }

    static func handshake(path: String) -> String {
        """
        GET \(path) HTTP/1.1\r
        Host: localhost\r
        Connection: keep-alive, Upgrade\r
        Upgrade: WebSocket\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        \r

        """
    }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get() }

    func send(text: String) async throws { try await send(Array(text.utf8)) }

    /// Sends bytes in pieces of a size, each in a write of its own.
    func send(_ bytes: [UInt8], chop size: Int) async throws {
        for start in stride(from: 0, to: bytes.count, by: size) {
            try await send(Array(bytes[start..<min(start + size, bytes.count)]))
        }
    }

    func close() async { try? await channel.close().get() }

    /// Lets the socket read again that was opened without reading.
    func startReading() { channel.setOption(.autoRead, value: true).whenComplete { _ in } }

    /// Waits until `take` finds what it wants in the bytes received; `nil` at the end of the stream.
    func read<T>(within limit: Duration = .seconds(30), _ take: (inout ByteBuffer) -> T?) async throws -> T? {
        let deadline = ContinuousClock.now + limit
        while true {
            let (found, isClosed) = input.state.withLock { state in (take(&state.buffer), state.isClosed) }
            if let found { return found }
            if isClosed { return nil }
            guard ContinuousClock.now < deadline else {
                let rest = input.state.withLock { $0.buffer.readableBytes }
                throw TimedOut(description: "nothing more came; \(rest) bytes are left")
            }
            let wake = channel.eventLoop.scheduleTask(in: .milliseconds(250)) { [input] in input.signal() }
            await withCheckedContinuation { continuation in
                let isReady = input.state.withLock { state in
                    if state.isClosed { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
            wake.cancel()
        }
    }

    /// The next frame; `nil` when the server closed the stream.
    func readFrame(within limit: Duration = .seconds(30)) async throws -> Frame? {
        try await read(within: limit) { buffer in
            var probe = buffer
            guard let first = probe.readInteger(as: UInt8.self), let second = probe.readInteger(as: UInt8.self) else {
                return nil
            }
            var length = Int(second & 0x7F)
            if length == 126 {
                guard let long = probe.readInteger(as: UInt16.self) else { return nil }
                length = Int(long)
            } else if length == 127 {
                guard let long = probe.readInteger(as: UInt64.self) else { return nil }
                length = Int(long)
            }
            guard let payload = probe.readBytes(length: length) else { return nil }
            buffer = probe
            return Frame(opcode: first & 0x0F, payload: payload, isFinal: first & 0x80 != 0)
        }
    }

    /// The head of an HTTP answer.
    func readHead() async throws -> String {
        let head = try await read { buffer -> String? in
            let view = buffer.readableBytesView
            guard let end = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
            return buffer.readString(length: view.distance(from: view.startIndex, to: end.upperBound))
        }
        return head ?? ""
    }

    /// Whether the server ends the stream within the limit; frames on the way are dropped.
    func reachesEnd(within limit: Duration = .seconds(30)) async throws -> Bool {
        try await read(within: limit) { buffer -> Bool? in
            buffer.clear()
            return nil
        } == nil
    }
}

/// Builds client frames, masked unless told otherwise.
enum ClientFrame {
    static func make(
        _ opcode: UInt8,
        _ payload: [UInt8] = [],
        isFinal: Bool = true,
        reserved: UInt8 = 0,
        isMasked: Bool = true
    ) -> [UInt8] {
        var bytes: [UInt8] = [(isFinal ? 0x80 : 0) | reserved << 4 | opcode]
        let flag: UInt8 = isMasked ? 0x80 : 0
        switch payload.count {
        case ...125: bytes.append(flag | UInt8(payload.count))
        case ...0xFFFF: bytes += [flag | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        default:
            bytes.append(flag | 127)
            for shift in stride(from: 56, through: 0, by: -8) { bytes.append(UInt8(payload.count >> shift & 0xFF)) }
        }
        guard isMasked else { return bytes + payload }
        let mask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
        return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] }
    }

    static func text(_ text: String) -> [UInt8] { make(1, Array(text.utf8)) }

    static func close(_ code: UInt16?, _ reason: [UInt8] = []) -> [UInt8] {
        make(8, code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] + reason } ?? [])
    }
}
