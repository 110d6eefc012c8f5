import Foundation
import NIOCore
import NIOPosix
import StoatModels

/// An HTTP client that sends exactly the bytes it is given.
struct RawHTTP: Sendable {
    let port: Int

    /// An answer as it came.
    struct Answer: Sendable {
        let status: Int
        /// In order, names in lower case.
        let headers: [(name: String, value: String)]
        let body: String

        func header(_ name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }

        func json() throws -> Object {
            guard case .object(let object) = try JSONParser.parse(body) else { throw ParseFailure() }
            return object
        }
    }

    struct ParseFailure: Error {}

    /// Sends a request on a connection of its own; `Connection: close` is added.
    func send(
        _ method: String = "GET",
        _ path: String,
        headers: [String] = [],
        body: String? = nil
    ) async throws -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1", "Host: localhost", "Connection: close"] + headers
        if let body { lines.append("Content-Length: \(body.utf8.count)") }
        return try await raw(lines.joined(separator: "\r\n") + "\r\n\r\n" + (body ?? ""))
    }

    /// Sends bytes and reads until the server closes.
    func raw(_ text: String) async throws -> Answer {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        let received = try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var all = ByteBuffer()
            for try await buffer in inbound { all.writeImmutableBuffer(buffer) }
            return String(buffer: all)
        }
        return try Self.parse(received)
    }

    private static func parse(_ text: String) throws -> Answer {
        guard let end = text.range(of: "\r\n\r\n") else { throw ParseFailure() }
        let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
        guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
            throw ParseFailure()
        }
        let headers = lines.dropFirst().compactMap { line -> (String, String)? in
            guard let colon = line.firstIndex(of: ":") else { return nil }
            let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
            return (line[..<colon].lowercased(), value)
        }
        let rest = String(text[end.upperBound...])
        if (100..<200).contains(status) { return try parse(rest) }
        return Answer(status: status, headers: headers, body: rest)
    }
}
