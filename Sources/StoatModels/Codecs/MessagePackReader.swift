public import NIOCore

/// Why bytes are not MessagePack that we accept.
public enum MessagePackError: Error, Equatable {
    /// The bytes end inside a value.
    case truncated
    /// Bytes follow the value.
    case trailingBytes
    /// A map key is no string, or text is not UTF-8.
    case malformed
    /// `bin` and `ext` values have no counterpart in the protocol.
    case unsupported
    /// More than 64 levels.
    case tooDeep
}

/// Reads MessagePack from clients into a ``Value`` tree.
///
/// Lengths are checked against the bytes at hand before anything is allocated, so hostile headers cost nothing.
public enum MessagePackReader {
    private static let maxDepth = 64

    /// Reads the readable bytes of a buffer, which must hold one value and nothing else.
    public static func parse(_ buffer: ByteBuffer) throws(MessagePackError) -> Value {
        var buffer = buffer
        let value = try read(&buffer, depth: 0)
        guard buffer.readableBytes == 0 else { throw .trailingBytes }
        return value
    }

    private static func read(_ buffer: inout ByteBuffer, depth: Int) throws(MessagePackError) -> Value {
        guard depth < maxDepth else { throw .tooDeep }
        let tag: UInt8 = try integer(&buffer)
        switch tag {
        case 0x00...0x7F: return .int(Int64(tag))
        case 0x80...0x8F: return try map(Int(tag & 0x0F), &buffer, depth: depth)
        case 0x90...0x9F: return try array(Int(tag & 0x0F), &buffer, depth: depth)
        case 0xA0...0xBF: return .string(try text(Int(tag & 0x1F), &buffer))
        case 0xC0: return .null
        case 0xC2: return .bool(false)
        case 0xC3: return .bool(true)
        case 0xCA: return .double(Double(Float(bitPattern: try integer(&buffer))))
        case 0xCB: return .double(Double(bitPattern: try integer(&buffer)))
        case 0xCC: return .int(Int64(try integer(&buffer) as UInt8))
        case 0xCD: return .int(Int64(try integer(&buffer) as UInt16))
        case 0xCE: return .int(Int64(try integer(&buffer) as UInt32))
        case 0xCF:
            let number: UInt64 = try integer(&buffer)
            return Int64(exactly: number).map(Value.int) ?? .double(Double(number))
        case 0xD0: return .int(Int64(try integer(&buffer) as Int8))
        case 0xD1: return .int(Int64(try integer(&buffer) as Int16))
        case 0xD2: return .int(Int64(try integer(&buffer) as Int32))
        case 0xD3: return .int(try integer(&buffer))
        case 0xD9: return .string(try text(Int(try integer(&buffer) as UInt8), &buffer))
        case 0xDA: return .string(try text(Int(try integer(&buffer) as UInt16), &buffer))
        case 0xDB: return .string(try text(Int(try integer(&buffer) as UInt32), &buffer))
        case 0xDC: return try array(Int(try integer(&buffer) as UInt16), &buffer, depth: depth)
        case 0xDD: return try array(Int(try integer(&buffer) as UInt32), &buffer, depth: depth)
        case 0xDE: return try map(Int(try integer(&buffer) as UInt16), &buffer, depth: depth)
        case 0xDF: return try map(Int(try integer(&buffer) as UInt32), &buffer, depth: depth)
        case 0xE0...0xFF: return .int(Int64(Int8(bitPattern: tag)))
        default: throw .unsupported
        }
    }

    private static func integer<T: FixedWidthInteger>(_ buffer: inout ByteBuffer) throws(MessagePackError) -> T {
        guard let number = buffer.readInteger(as: T.self) else { throw .truncated }
        return number
    }

    private static func text(_ count: Int, _ buffer: inout ByteBuffer) throws(MessagePackError) -> String {
        guard let bytes = buffer.readSlice(length: count) else { throw .truncated }
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self) else { throw .malformed }
        return text
    }

    private static func array(_ count: Int, _ buffer: inout ByteBuffer, depth: Int) throws(MessagePackError) -> Value {
        guard count <= buffer.readableBytes else { throw .truncated }
        var elements: [Value] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&buffer, depth: depth + 1)) }
        return .array(elements)
    }

    private static func map(_ count: Int, _ buffer: inout ByteBuffer, depth: Int) throws(MessagePackError) -> Value {
        guard count <= buffer.readableBytes / 2 else { throw .truncated }
        var object = Object()
        object.reserve(count)
        for _ in 0..<count {
            guard case .string(let key) = try read(&buffer, depth: depth + 1) else { throw .malformed }
            object.append(key, try read(&buffer, depth: depth + 1))
        }
        return .object(object)
    }
}
