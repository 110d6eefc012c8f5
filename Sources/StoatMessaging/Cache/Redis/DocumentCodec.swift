import StoatModels

/// The form of cached documents in Redis: a tag byte per value, lengths and integers as variable-length numbers.
///
/// It keeps every kind of value exactly, dates and 32-bit integers included, and decodes several times faster than
/// JSON. Only processes of one version read it: the version is part of the key.
enum DocumentCodec {
    /// Part of every key; raised with each change of the form.
    static let version = 1

    private enum Tag {
        static let null: UInt8 = 0
        static let no: UInt8 = 1
        static let yes: UInt8 = 2
        static let int32: UInt8 = 3
        static let int: UInt8 = 4
        static let double: UInt8 = 5
        static let string: UInt8 = 6
        static let date: UInt8 = 7
        static let array: UInt8 = 8
        static let object: UInt8 = 9
    }

    /// Bytes that do not hold a document of this form.
    struct Corruption: Error {}

    // Deeper than any stored document; protects the stack against foreign bytes.
    private static let maxDepth = 100

    static func encode(_ object: Object, to bytes: inout [UInt8]) {
        append(UInt64(object.count), to: &bytes)
        for entry in object.entries {
            append(entry.key, to: &bytes)
            encode(entry.value, to: &bytes)
        }
    }

    private static func encode(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(Tag.null)
        case .bool(let flag): bytes.append(flag ? Tag.yes : Tag.no)
        case .int32(let number):
            bytes.append(Tag.int32)
            append(zigzag(Int64(number)), to: &bytes)
        case .int(let number):
            bytes.append(Tag.int)
            append(zigzag(number), to: &bytes)
        case .double(let number):
            bytes.append(Tag.double)
            withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        case .string(let text):
            bytes.append(Tag.string)
            append(text, to: &bytes)
        case .date(let moment):
            bytes.append(Tag.date)
            append(zigzag(moment.milliseconds), to: &bytes)
        case .array(let elements):
            bytes.append(Tag.array)
            append(UInt64(elements.count), to: &bytes)
            for element in elements { encode(element, to: &bytes) }
        case .object(let object):
            bytes.append(Tag.object)
            encode(object, to: &bytes)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        var text = text
        text.withUTF8 { utf8 in
            append(UInt64(utf8.count), to: &bytes)
            bytes.append(contentsOf: utf8)
        }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func zigzag(_ number: Int64) -> UInt64 { UInt64(bitPattern: (number << 1) ^ (number >> 63)) }

    /// Reads a document that fills the bytes exactly.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws(Corruption) -> Object {
        var reader = Reader(bytes: bytes)
        let object = try reader.object(depth: 0)
        guard reader.position == bytes.count else { throw Corruption() }
        return object
    }

    private struct Reader {
        let bytes: UnsafeRawBufferPointer
        var position = 0

        mutating func byte() throws(Corruption) -> UInt8 {
            guard position < bytes.count else { throw Corruption() }
            defer { position += 1 }
            return bytes[position]
        }

        mutating func number() throws(Corruption) -> UInt64 {
            var result: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                let byte = try byte()
                result |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return result }
            }
            throw Corruption()
        }

        mutating func signed() throws(Corruption) -> Int64 {
            let number = try number()
            return Int64(bitPattern: number >> 1) ^ -Int64(bitPattern: number & 1)
        }

        /// A count of things that take at least one byte each.
        mutating func count() throws(Corruption) -> Int {
            let number = try number()
            guard number <= UInt64(bytes.count - position) else { throw Corruption() }
            return Int(number)
        }

        mutating func text() throws(Corruption) -> String {
            let length = try count()
            defer { position += length }
            return String(
                decoding: UnsafeRawBufferPointer(rebasing: bytes[position..<position + length]),
                as: UTF8.self
            )
        }

        mutating func object(depth: Int) throws(Corruption) -> Object {
            let count = try count()
            var object = Object()
            object.reserve(count)
            for _ in 0..<count {
                let key = try text()
                object.append(key, try value(depth: depth + 1))
            }
            return object
        }

        mutating func value(depth: Int) throws(Corruption) -> Value {
            guard depth < DocumentCodec.maxDepth else { throw Corruption() }
            switch try byte() {
            case Tag.null: return .null
            case Tag.no: return .bool(false)
            case Tag.yes: return .bool(true)
            case Tag.int32: return .int32(Int32(truncatingIfNeeded: try signed()))
            case Tag.int: return .int(try signed())
            case Tag.double:
                guard bytes.count - position >= 8 else { throw Corruption() }
                defer { position += 8 }
                let pattern = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                return .double(Double(bitPattern: UInt64(littleEndian: pattern)))
            case Tag.string: return .string(try text())
            case Tag.date: return .date(Timestamp(milliseconds: try signed()))
            case Tag.array:
                let count = try count()
                var elements: [Value] = []
                elements.reserveCapacity(count)
                for _ in 0..<count { elements.append(try value(depth: depth + 1)) }
                return .array(elements)
            case Tag.object: return .object(try object(depth: depth + 1))
            default: throw Corruption()
            }
        }
    }
}
