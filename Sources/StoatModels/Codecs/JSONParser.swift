private import CJansson
public import NIOCore

/// Why a text is not JSON that we accept.
public struct JSONParseError: Error, CustomStringConvertible {
    /// The parser's words.
    public let message: String
    /// Byte offset of the fault.
    public let offset: Int

    public var description: String { "\(message) at byte \(offset)" }
}

/// Reads JSON text into a ``Value`` tree with the jansson library: key order is kept, integers are 64-bit, depth is
/// bounded by the library (2048).
public enum JSONParser {
    /// Reads the readable bytes of a buffer, which must hold one JSON value and nothing else.
    public static func parse(_ buffer: ByteBuffer) throws(JSONParseError) -> Value {
        try buffer.withUnsafeReadableBytes { bytes throws(JSONParseError) in try parse(bytes) }
    }

    /// Reads a string that holds one JSON value and nothing else.
    public static func parse(_ text: String) throws(JSONParseError) -> Value {
        try parse(ByteBuffer(string: text))
    }

    /// Reads raw bytes that hold one JSON value and nothing else.
    public static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONParseError) -> Value {
        var fault = json_error_t()
        let flags = JSON_DECODE_ANY_FLAG | JSON_ALLOW_NUL_FLAG
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
            let root = json_loadb(base, bytes.count, flags, &fault)
        else {
            let message = withUnsafeBytes(of: fault.text) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw JSONParseError(message: message.isEmpty ? "empty text" : message, offset: Int(fault.position))
        }
        defer { stoat_json_decref(root) }
        return convert(root)
    }

    // Macros with shifts are not imported; the values are jansson 2's documented flags.
    private static let JSON_DECODE_ANY_FLAG = 0x4
    private static let JSON_ALLOW_NUL_FLAG = 0x10

    private static func convert(_ node: UnsafeMutablePointer<json_t>) -> Value {
        switch node.pointee.type {
        case JSON_OBJECT:
            var object = Object()
            object.reserve(json_object_size(node))
            var position = json_object_iter(node)
            while let current = position {
                if let key = json_object_iter_key(current), let value = json_object_iter_value(current) {
                    object.append(String(cString: key), convert(value))
                }
                position = json_object_iter_next(node, current)
            }
            return .object(object)
        case JSON_ARRAY:
            let count = json_array_size(node)
            var elements: [Value] = []
            elements.reserveCapacity(count)
            for index in 0..<count {
                if let element = json_array_get(node, index) { elements.append(convert(element)) }
            }
            return .array(elements)
        case JSON_STRING:
            let length = json_string_length(node)
            guard let text = json_string_value(node) else { return .string("") }
            return .string(
                String(decoding: UnsafeRawBufferPointer(start: UnsafeRawPointer(text), count: length), as: UTF8.self)
            )
        case JSON_INTEGER: return .int(json_integer_value(node))
        case JSON_REAL: return .double(json_real_value(node))
        case JSON_TRUE: return .bool(true)
        case JSON_FALSE: return .bool(false)
        default: return .null
        }
    }
}
