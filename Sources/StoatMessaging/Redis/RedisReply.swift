/// One reply of the server, copied out of the library's memory.
enum RedisReply: Sendable, Equatable {
    case null
    case integer(Int64)
    case bytes([UInt8])
    case status(String)
    case array([RedisReply])
    case error(String)

    /// The integer, if this is one.
    var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// The bytes, if this is a string.
    var bytes: [UInt8]? {
        guard case .bytes(let bytes) = self else { return nil }
        return bytes
    }

    /// The text, if this is a string.
    var text: String? { bytes.map { String(decoding: $0, as: UTF8.self) } }

    /// The elements, if this is an array.
    var array: [RedisReply]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    /// The server's words, if this is an error.
    var error: String? {
        guard case .error(let words) = self else { return nil }
        return words
    }
}
