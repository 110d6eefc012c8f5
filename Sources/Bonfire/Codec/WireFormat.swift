/// How a client wants events: chosen once, by the `format` query parameter.
enum WireFormat: String, Sendable, CaseIterable {
    /// JSON in text frames; the default.
    case json
    /// MessagePack in binary frames.
    case messagePack = "msgpack"
}
