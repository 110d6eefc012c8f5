internal import StoatModels

/// Reads BSON bytes, straight from the driver's buffer, into an ``Object``.
///
/// Kinds that this project never writes are read leniently: object ids as hexadecimal text, the rest as `null`. Bytes
/// that are not BSON throw; every length is checked against the enclosing document.
struct BSONReader {
    private let bytes: UnsafeRawBufferPointer
    private var position: Int

    /// The document of these bytes, which must be exactly one.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> Object {
        var reader = BSONReader(bytes)
        return try reader.object(depth: 0)
    }

    /// A reader at the start of these bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        self.bytes = bytes
        self.position = 0
    }

    private mutating func object(depth: Int) throws -> Object {
        var object = Object()
        object.reserve(12)
        try elements(depth: depth) { reader, type, name, end in
            let key = String(decoding: name, as: UTF8.self)
            object.append(key, try reader.value(of: type, before: end, depth: depth))
        }
        return object
    }

    private mutating func array(depth: Int) throws -> [Value] {
        var array: [Value] = []
        try elements(depth: depth) { reader, type, _, end in
            array.append(try reader.value(of: type, before: end, depth: depth))
        }
        return array
    }

    /// Goes through the elements of the document or array that begins here.
    ///
    /// The body gets the type and the name of each, and must read its value, which ends before `end`.
    mutating func elements(
        depth: Int,
        _ body: (inout BSONReader, _ type: UInt8, _ name: UnsafeRawBufferPointer, _ end: Int) throws -> Void
    ) throws {
        // MongoDB itself nests at most 100 levels.
        guard depth < 128 else { throw malformed("nesting") }
        let start = position
        let length = Int(try integer(Int32.self))
        let end = start + length
        guard length >= 5, end <= bytes.count else { throw malformed("document length") }
        while position < end - 1 {
            let type = try integer(UInt8.self)
            let name = try cString(before: end)
            try body(&self, type, name, end)
        }
        guard position == end - 1, try integer(UInt8.self) == 0 else { throw malformed("document end") }
    }

    /// Reads the value that begins here.
    mutating func value(of type: UInt8, before end: Int, depth: Int) throws -> Value {
        switch BSONType(rawValue: type) {
        case .double: return .double(Double(bitPattern: try integer(UInt64.self)))
        case .string, .symbol: return .string(String(decoding: try stringBytes(before: end), as: UTF8.self))
        case .document: return .object(try object(depth: depth + 1))
        case .array: return .array(try array(depth: depth + 1))
        case .bool: return .bool(try integer(UInt8.self) != 0)
        case .date: return .date(Timestamp(milliseconds: try integer(Int64.self)))
        case .null, .undefined, .minKey, .maxKey: return .null
        case .int32: return .int32(try integer(Int32.self))
        case .int64: return .int(try integer(Int64.self))
        case .timestamp:
            try skip(8, before: end)
            return .null
        case .decimal:
            try skip(16, before: end)
            return .null
        case .objectID:
            let start = position
            try skip(12, before: end)
            return .string(bytes[start..<start + 12].map { Self.hexadecimal($0) }.joined())
        case .binary:
            let length = Int(try integer(Int32.self))
            guard length >= 0 else { throw malformed("binary length") }
            try skip(length + 1, before: end)
            return .null
        case .code:
            _ = try stringBytes(before: end)
            return .null
        case .databasePointer:
            _ = try stringBytes(before: end)
            try skip(12, before: end)
            return .null
        case .codeWithScope:
            let length = Int(try integer(Int32.self))
            guard length >= 4 else { throw malformed("code length") }
            try skip(length - 4, before: end)
            return .null
        case .regularExpression:
            _ = try cString(before: end)
            _ = try cString(before: end)
            return .null
        case nil: throw malformed("element type \(type)")
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let text = String(byte, radix: 16)
        return text.count == 1 ? "0" + text : text
    }

    /// Reads a number of fixed width.
    mutating func integer<T: FixedWidthInteger>(_: T.Type) throws -> T {
        guard position + MemoryLayout<T>.size <= bytes.count else { throw malformed("end of data") }
        defer { position += MemoryLayout<T>.size }
        return T(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: T.self))
    }

    /// Goes past this many bytes.
    mutating func skip(_ count: Int, before end: Int) throws {
        guard position + count <= end else { throw malformed("value length") }
        position += count
    }

    /// The length that the document or array that begins here claims.
    func peekLength() throws -> Int {
        var ahead = self
        let length = Int(try ahead.integer(Int32.self))
        guard length >= 5 else { throw malformed("document length") }
        return length
    }

    /// The bytes of a string, without the zero at its end.
    mutating func stringBytes(before end: Int) throws -> UnsafeRawBufferPointer {
        let length = Int(try integer(Int32.self))
        guard length >= 1, position + length <= end else { throw malformed("string length") }
        defer { position += length }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + length - 1])
    }

    private mutating func cString(before end: Int) throws -> UnsafeRawBufferPointer {
        let start = position
        while position < end {
            position += 1
            if bytes[position - 1] == 0 { return UnsafeRawBufferPointer(rebasing: bytes[start..<position - 1]) }
        }
        throw malformed("key")
    }

    private func malformed(_ what: String) -> StorageError {
        StorageError(.failed, "malformed BSON: \(what) at byte \(position)", operation: "decode")
    }
}
