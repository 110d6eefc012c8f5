public import NIOCore

/// Writes a ``Value`` tree as compact JSON, keys in their order and dates as ISO text.
///
/// Ours rather than a library's because it is on the path of every event and answer: it writes straight into the
/// buffer that is sent, keeps key order, and keeps 64-bit integers exact.
public enum JSONWriter {
    /// The JSON text of an object, in a buffer of its own.
    public static func encode(_ object: Object, sizeHint: Int = 512) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: sizeHint)
        write(object, to: &buffer)
        return buffer
    }

    /// The JSON text of a value, in a buffer of its own.
    public static func encode(_ value: Value, sizeHint: Int = 512) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: sizeHint)
        write(value, to: &buffer)
        return buffer
    }

    /// Appends a value to `buffer`.
    ///
    /// Doubles that are not finite, which JSON cannot say, are written as `null`.
    public static func write(_ value: Value, to buffer: inout ByteBuffer) {
        switch value {
        case .null: buffer.writeStaticString("null")
        case .bool(true): buffer.writeStaticString("true")
        case .bool(false): buffer.writeStaticString("false")
        case .int32(let number): write(Int64(number), to: &buffer)
        case .int(let number): write(number, to: &buffer)
        case .double(let number):
            if number.isFinite { buffer.writeString(number.description) } else { buffer.writeStaticString("null") }
        case .string(let text): write(text, to: &buffer)
        case .date(let moment): write(moment.iso8601, to: &buffer)
        case .array(let elements):
            buffer.writeInteger(UInt8(ascii: "["))
            for (index, element) in elements.enumerated() {
                if index > 0 { buffer.writeInteger(UInt8(ascii: ",")) }
                write(element, to: &buffer)
            }
            buffer.writeInteger(UInt8(ascii: "]"))
        case .object(let object): write(object, to: &buffer)
        }
    }

    /// Appends an object to `buffer`.
    public static func write(_ object: Object, to buffer: inout ByteBuffer) {
        buffer.writeInteger(UInt8(ascii: "{"))
        var isFirst = true
        for entry in object.entries {
            if !isFirst { buffer.writeInteger(UInt8(ascii: ",")) }
            isFirst = false
            write(entry.key, to: &buffer)
            buffer.writeInteger(UInt8(ascii: ":"))
            write(entry.value, to: &buffer)
        }
        buffer.writeInteger(UInt8(ascii: "}"))
    }

    private static func write(_ number: Int64, to buffer: inout ByteBuffer) {
        _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: 20) { target in
            var magnitude = number.magnitude
            var length = number < 0 ? 1 : 0
            var probe = magnitude
            repeat {
                length += 1
                probe /= 10
            } while probe > 0
            for index in stride(from: length - 1, through: number < 0 ? 1 : 0, by: -1) {
                target[index] = 48 + UInt8(truncatingIfNeeded: magnitude % 10)
                magnitude /= 10
            }
            if number < 0 { target[0] = 45 }
            return length
        }
    }

    /// Appends a quoted string, escaping quotes, backslashes and control characters; everything else stays UTF-8.
    public static func write(_ text: String, to buffer: inout ByteBuffer) {
        var text = text
        buffer.writeInteger(UInt8(ascii: "\""))
        text.withUTF8 { bytes in
            var start = 0
            for index in bytes.indices {
                let byte = bytes[index]
                guard byte < 0x20 || byte == 0x22 || byte == 0x5C else { continue }
                buffer.writeBytes(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start..<index])))
                escape(byte, to: &buffer)
                start = index + 1
            }
            buffer.writeBytes(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[start...])))
        }
        buffer.writeInteger(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, to buffer: inout ByteBuffer) {
        switch byte {
        case 0x22: buffer.writeStaticString("\\\"")
        case 0x5C: buffer.writeStaticString("\\\\")
        case 0x0A: buffer.writeStaticString("\\n")
        case 0x0D: buffer.writeStaticString("\\r")
        case 0x09: buffer.writeStaticString("\\t")
        default:
            let digits: StaticString = "0123456789abcdef"
            buffer.writeStaticString("\\u00")
            buffer.writeInteger(digits.utf8Start[Int(byte >> 4)])
            buffer.writeInteger(digits.utf8Start[Int(byte & 15)])
        }
    }
}
