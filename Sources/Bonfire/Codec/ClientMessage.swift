internal import NIOCore
internal import StoatModels

/// What a client asks of the gateway.
///
/// Everything else it may send is ignored without an answer.
enum ClientMessage: Sendable, Equatable {
    case authenticate(token: String)
    case ping(PingData)
    case typing(ChannelID, isStart: Bool)
    case subscribe(ServerID)
}

/// What a `Ping` carries and its `Pong` repeats.
enum PingData: Sendable, Equatable {
    /// The JSON text of the value as the client wrote it: numbers come back digit by digit.
    case text(ByteBuffer)
    /// A value of MessagePack.
    case value(Value)
}

extension ClientMessage {
    /// Reads a message in the session's format; `nil` for anything undecodable or unknown.
    ///
    /// JSON comes in text frames and MessagePack in binary ones; a frame of the other kind is ignored.
    init?(_ input: SocketInput, format: WireFormat) {
        switch (input, format) {
        case (.text(let bytes), .json):
            // Undecodable messages are ignored by protocol, whatever is wrong with them.
            guard case .object(let object)? = try? JSONParser.parse(bytes) else { return nil }
            self.init(object, text: bytes)
        case (.binary(let bytes), .messagePack):
            // As above.
            guard case .object(let object)? = try? MessagePackReader.parse(bytes) else { return nil }
            self.init(object, text: nil)
        default: return nil
        }
    }

    /// Reads a decoded message; `text` is the JSON it came from, if any.
    private init?(_ object: Object, text: ByteBuffer?) {
        switch object["type"]?.string {
        case "Authenticate":
            guard let token = object["token"]?.string else { return nil }
            self = .authenticate(token: token)
        case "Ping":
            // `responded` exists so that old clients may send null; anything else spoils the message.
            guard object["responded"]?.isNull ?? true, let data = object["data"], Self.isPingData(data) else {
                return nil
            }
            guard let text else {
                self = .ping(.value(data))
                return
            }
            guard let raw = JSONMember.text(of: "data", in: text) else { return nil }
            self = .ping(.text(raw))
        case "BeginTyping", "EndTyping":
            guard let channel = object["channel"]?.string else { return nil }
            self = .typing(ChannelID(channel), isStart: object["type"] == "BeginTyping")
        case "Subscribe":
            guard let server = object["server_id"]?.string else { return nil }
            self = .subscribe(ServerID(server))
        default: return nil
        }
    }

    /// A number of any kind, or an array of bytes.
    private static func isPingData(_ value: Value) -> Bool {
        switch value {
        case .int, .int32, .double: true
        case .array(let elements):
            elements.allSatisfy { element in
                guard case .int(let number) = element else { return false }
                return (0...255).contains(number)
            }
        default: false
        }
    }
}

/// Finds the text of a member in a JSON object.
enum JSONMember {
    /// The bytes of the last top-level value named `key`, without spaces around it.
    ///
    /// The text must be a valid JSON object; keys written with escapes are not found.
    static func text(of key: String, in buffer: ByteBuffer) -> ByteBuffer? {
        let bytes = Array(buffer.readableBytesView)
        let name = Array(key.utf8)
        var found: Range<Int>?
        var depth = 0
        var index = 0
        var isKey = true
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ","): if depth == 1 { isKey = true }
            case UInt8(ascii: "\""):
                let start = index + 1
                index = end(ofString: start, in: bytes)
                if depth == 1, isKey {
                    isKey = false
                    if bytes[start..<index].elementsEqual(name) { found = value(after: index + 1, in: bytes) }
                }
            default: break
            }
            index += 1
        }
        return found.flatMap { buffer.getSlice(at: buffer.readerIndex + $0.lowerBound, length: $0.count) }
    }

    private static func end(ofString start: Int, in bytes: [UInt8]) -> Int {
        var index = start
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index, bytes.count)
    }

    private static func value(after index: Int, in bytes: [UInt8]) -> Range<Int> {
        let spaces: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D]
        var start = index
        while start < bytes.count, spaces.contains(bytes[start]) || bytes[start] == UInt8(ascii: ":") { start += 1 }
        var end = start
        var depth = 0
        while end < bytes.count {
            let byte = bytes[end]
            if depth == 0, byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") { break }
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
            if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth -= 1 }
            if byte == UInt8(ascii: "\"") { end = Self.end(ofString: end + 1, in: bytes) }
            end += 1
        }
        while end > start, spaces.contains(bytes[end - 1]) { end -= 1 }
        return start..<min(end, bytes.count)
    }
}
