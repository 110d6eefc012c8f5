internal import NIOCore
internal import StoatModels

extension WireFormat {
    /// The payload that answers a `Ping`, its data unchanged.
    func pong(_ data: PingData) -> ByteBuffer {
        switch data {
        case .value(let value): return encode(["type": "Pong", "data": value])
        case .text(let text):
            var buffer = ByteBufferAllocator().buffer(capacity: 32 + text.readableBytes)
            buffer.writeStaticString(#"{"type":"Pong","data":"#)
            buffer.writeImmutableBuffer(text)
            buffer.writeStaticString("}")
            return buffer
        }
    }
}

/// The `Error` frame.
///
/// Sent only before `Authenticated`, and only where the client should give up.
enum GatewayError {
    /// The session or bot token is unknown, or its user may not connect.
    static let invalidSession = "InvalidSession"
    /// The user of a bot is gone.
    static let notFound = "NotFound"

    /// The wire object: `data` for current clients, the string `error` for old ones.
    static func frame(_ type: String) -> Object {
        [
            "type": "Error", "data": ["type": .string(type), "location": "gateway"],
            "error": .string(type),
        ]
    }
}
