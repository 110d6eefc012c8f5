public import NIOCore

/// Writes a ``Value`` tree as compact JSON, keys in their order and dates as ISO text.
///
/// Ours rather than a library's because it is on the path of every event and answer: it keeps key order and 64-bit
/// integers exact. Doubles that are not finite, which JSON cannot say, are written as `null`.
public enum JSONWriter {
    /// The JSON text of an object, in a buffer of its own.
    public static func encode(_ object: Object, sizeHint: Int = 512) -> ByteBuffer {
        var text = JSONText(capacity: sizeHint)
        text.append(object)
        return text.buffer
    }

    /// The JSON text of a value, in a buffer of its own.
    public static func encode(_ value: Value, sizeHint: Int = 512) -> ByteBuffer {
        var text = JSONText(capacity: sizeHint)
        text.append(value)
        return text.buffer
    }

    /// Appends a value to `buffer`.
    public static func write(_ value: Value, to buffer: inout ByteBuffer) {
        var text = JSONText()
        text.append(value)
        text.append(to: &buffer)
    }

    /// Appends an object to `buffer`.
    public static func write(_ object: Object, to buffer: inout ByteBuffer) {
        var text = JSONText()
        text.append(object)
        text.append(to: &buffer)
    }

    /// Appends a quoted string to `buffer`.
    public static func write(_ string: String, to buffer: inout ByteBuffer) {
        var text = JSONText(capacity: string.utf8.count + 16)
        text.append(string)
        text.append(to: &buffer)
    }
}
