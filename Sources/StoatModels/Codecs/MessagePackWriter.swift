public import NIOCore

/// Writes a ``Value`` tree as MessagePack: objects as maps with string keys in their order, every integer in its
/// shortest form, dates as integer milliseconds since the epoch.
///
/// Events that came as JSON hold dates as ISO text; under the keys that name dates in the protocol such text is written
/// as milliseconds too, so that both origins give the same bytes.
public enum MessagePackWriter {
    /// The keys whose text values are dates.
    ///
    /// No other text occurs under them.
    private static let dateKeys: Set<String> = [
        "joined_at", "timeout", "edited", "started_at", "finished_at", "created_time", "effective_time", "closed_at",
    ]

    /// The bytes of an object, in a buffer of their own.
    public static func encode(_ object: Object, sizeHint: Int = 512) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: sizeHint)
        write(object, to: &buffer)
        return buffer
    }

    /// Appends a value to `buffer`.
    public static func write(_ value: Value, to buffer: inout ByteBuffer) {
        switch value {
        case .null: buffer.writeInteger(UInt8(0xC0))
        case .bool(let flag): buffer.writeInteger(UInt8(flag ? 0xC3 : 0xC2))
        case .int32(let number): write(Int64(number), to: &buffer)
        case .int(let number): write(number, to: &buffer)
        case .double(let number):
            buffer.writeInteger(UInt8(0xCB))
            buffer.writeInteger(number.bitPattern)
        case .string(let text): write(text, to: &buffer)
        case .date(let moment): write(moment.milliseconds, to: &buffer)
        case .array(let elements):
            writeArrayHeader(elements.count, to: &buffer)
            for element in elements { write(element, to: &buffer) }
        case .object(let object): write(object, to: &buffer)
        }
    }

    /// Appends an object to `buffer`.
    public static func write(_ object: Object, to buffer: inout ByteBuffer) {
        writeMapHeader(object.count, to: &buffer)
        for entry in object.entries {
            write(entry.key, to: &buffer)
            if case .string(let text) = entry.value, dateKeys.contains(entry.key),
                let moment = Timestamp(iso8601: text)
            {
                write(moment.milliseconds, to: &buffer)
            } else {
                write(entry.value, to: &buffer)
            }
        }
    }

    /// Appends the start of an array of `count` elements, which the caller writes next.
    public static func writeArrayHeader(_ count: Int, to buffer: inout ByteBuffer) {
        writeHeader(count, small: (0x90, 15), medium: 0xDC, large: 0xDD, to: &buffer)
    }

    /// Appends the start of a map of `count` pairs, which the caller writes next.
    public static func writeMapHeader(_ count: Int, to buffer: inout ByteBuffer) {
        writeHeader(count, small: (0x80, 15), medium: 0xDE, large: 0xDF, to: &buffer)
    }

    /// Appends a string.
    public static func write(_ text: String, to buffer: inout ByteBuffer) {
        let count = text.utf8.count
        switch count {
        case ...31: buffer.writeInteger(0xA0 | UInt8(count))
        case ...0xFF:
            buffer.writeInteger(UInt8(0xD9))
            buffer.writeInteger(UInt8(count))
        case ...0xFFFF:
            buffer.writeInteger(UInt8(0xDA))
            buffer.writeInteger(UInt16(count))
        default:
            buffer.writeInteger(UInt8(0xDB))
            buffer.writeInteger(UInt32(clamping: count))
        }
        buffer.writeString(text)
    }

    private static func writeHeader(
        _ count: Int,
        small: (UInt8, Int),
        medium: UInt8,
        large: UInt8,
        to buffer: inout ByteBuffer
    ) {
        if count <= small.1 {
            buffer.writeInteger(small.0 | UInt8(count))
        } else if count <= 0xFFFF {
            buffer.writeInteger(medium)
            buffer.writeInteger(UInt16(count))
        } else {
            buffer.writeInteger(large)
            buffer.writeInteger(UInt32(clamping: count))
        }
    }

    private static func write(_ number: Int64, to buffer: inout ByteBuffer) {
        switch number {
        case 0...0x7F: buffer.writeInteger(UInt8(number))
        case 0x80...0xFF:
            buffer.writeInteger(UInt8(0xCC))
            buffer.writeInteger(UInt8(number))
        case 0x100...0xFFFF:
            buffer.writeInteger(UInt8(0xCD))
            buffer.writeInteger(UInt16(number))
        case 0x1_0000...0xFFFF_FFFF:
            buffer.writeInteger(UInt8(0xCE))
            buffer.writeInteger(UInt32(number))
        case 0x1_0000_0000...:
            buffer.writeInteger(UInt8(0xCF))
            buffer.writeInteger(UInt64(number))
        case -32 ... -1: buffer.writeInteger(Int8(number))
        case -0x80 ... -33:
            buffer.writeInteger(UInt8(0xD0))
            buffer.writeInteger(Int8(number))
        case -0x8000 ... -0x81:
            buffer.writeInteger(UInt8(0xD1))
            buffer.writeInteger(Int16(number))
        case -0x8000_0000 ... -0x8001:
            buffer.writeInteger(UInt8(0xD2))
            buffer.writeInteger(Int32(number))
        default:
            buffer.writeInteger(UInt8(0xD3))
            buffer.writeInteger(number)
        }
    }
}
