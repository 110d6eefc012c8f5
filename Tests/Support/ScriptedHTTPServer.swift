internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// An HTTP server of tests on a free port: answers every request as a script says, and remembers what it was asked.
///
/// Each connection carries one request.
public final class ScriptedHTTPServer: Sendable {
    /// A request as it came.
    public struct Request: Sendable {
        /// The path without the query.
        public let path: String
        /// The decoded query.
        public let query: [String: String]
    }

    /// What to do with a request.
    public enum Reply: Sendable {
        /// Answers with a status and a body.
        case answer(Int, String)
        /// Never answers.
        case silence
        /// Closes the connection without an answer.
        case hangUp
        /// Begins a body and never ends it: each piece of so many bytes comes as soon as the client took the one before.
        case endless(bytes: Int)
        /// Begins a body and never ends it: a byte comes every hundredth of a second.
        case trickle
    }

    /// Decides about a request; may wait.
    public typealias Script = @Sendable (Request) async -> Reply

    /// The port it listens on.
    public let port: Int
    private let script: Script
    private let received = Mutex<[Request]>([])

    /// Its address.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// What it was asked, in order of arrival.
    public var requests: [Request] { received.withLock { $0 } }

    private init(port: Int, script: @escaping Script) {
        self.port = port
        self.script = script
    }

    /// Runs a server while `body` runs.
    public static func run<Result: Sendable>(
        _ script: @escaping Script,
        _ body: (ScriptedHTTPServer) async throws -> Result
    ) async throws -> Result {
        let listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.backlog, value: 256)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let server = ScriptedHTTPServer(port: listener.channel.localAddress?.port ?? 0, script: script)
        return try await withThrowingDiscardingTaskGroup { group in
            group.addTask { await server.accept(listener) }
            defer { group.cancelAll() }
            return try await body(server)
        }
    }

    private func accept(_ listener: NIOAsyncChannel<NIOAsyncChannel<ByteBuffer, ByteBuffer>, Never>) async {
        // It ends by being cancelled.
        try? await listener.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    // A client that goes away is part of the test.
                    group.addTask { try? await self.serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async throws {
        try await connection.executeThenClose { inbound, outbound in
            var head = ""
            for try await bytes in inbound {
                head += String(buffer: bytes)
                if head.contains("\r\n\r\n") { break }
            }
            guard let request = Self.request(head) else { return }
            received.withLock { $0.append(request) }
            switch await script(request) {
            case .answer(let status, let body):
                try await outbound.write(
                    ByteBuffer(
                        string: "HTTP/1.1 \(status) Answer\r\ncontent-length: \(body.utf8.count)\r\n"
                            + "content-type: application/json\r\nconnection: close\r\n\r\n\(body)"
                    )
                )
            case .silence: try await Task.sleep(for: .seconds(3600))
            case .hangUp: break
            case .endless(let count):
                try await outbound.write(Self.bodyStart)
                while true { try await outbound.write(ByteBuffer(repeating: UInt8(ascii: " "), count: count)) }
            case .trickle:
                try await outbound.write(Self.bodyStart)
                while true {
                    try await outbound.write(ByteBuffer(string: " "))
                    try await Task.sleep(for: .milliseconds(10))
                }
            }
        }
    }

    private static let bodyStart = ByteBuffer(string: "HTTP/1.1 200 Answer\r\nconnection: close\r\n\r\n")

    private static func request(_ head: String) -> Request? {
        let words = head.prefix { $0 != "\r\n" }.split(separator: " ")
        guard words.count == 3, let parts = URLComponents(string: String(words[1])) else { return nil }
        let items = parts.queryItems ?? []
        return Request(
            path: parts.path,
            query: Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { first, _ in first })
        )
    }
}
