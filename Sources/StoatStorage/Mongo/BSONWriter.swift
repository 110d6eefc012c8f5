internal import NIOCore
internal import StoatModels

/// Writes an ``Object`` as BSON bytes.
///
/// The tree is written in one pass into one buffer that libbson then adopts by copy; going through libbson's append
/// functions would cost a C call and a capacity check per value.
enum BSONWriter {
    /// The bytes of a document.
    ///
    /// - Throws: ``StorageError`` when a key holds a NUL character, which would end it early.
    static func encode(_ object: Object) throws -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: 512)
        try write(object, to: &buffer)
        return buffer
    }

    private static func write(_ object: Object, to buffer: inout ByteBuffer) throws {
        try document(in: &buffer) { buffer in
            for entry in object.entries {
                guard !entry.key.utf8.contains(0) else {
                    throw StorageError(.failed, "a key holds a NUL character", operation: "encode")
                }
                try write(entry.value, named: entry.key, to: &buffer)
            }
        }
    }

    private static func write(_ elements: [Value], to buffer: inout ByteBuffer) throws {
        try document(in: &buffer) { buffer in
            for (index, element) in elements.enumerated() { try write(element, named: String(index), to: &buffer) }
        }
    }

    private static func document(in buffer: inout ByteBuffer, _ body: (inout ByteBuffer) throws -> Void) rethrows {
        let start = buffer.writerIndex
        buffer.writeInteger(Int32(0), endianness: .little)
        try body(&buffer)
        buffer.writeInteger(UInt8(0))
        buffer.setInteger(Int32(buffer.writerIndex - start), at: start, endianness: .little)
    }

    private static func write(_ value: Value, named name: String, to buffer: inout ByteBuffer) throws {
        func head(_ type: BSONType) {
            buffer.writeInteger(type.rawValue)
            buffer.writeString(name)
            buffer.writeInteger(UInt8(0))
        }
        switch value {
        case .null: head(.null)
        case .bool(let flag):
            head(.bool)
            buffer.writeInteger(UInt8(flag ? 1 : 0))
        case .int32(let number):
            head(.int32)
            buffer.writeInteger(number, endianness: .little)
        case .int(let number):
            head(.int64)
            buffer.writeInteger(number, endianness: .little)
        case .double(let number):
            head(.double)
            buffer.writeInteger(number.bitPattern, endianness: .little)
        case .string(let text):
            head(.string)
            buffer.writeInteger(Int32(text.utf8.count + 1), endianness: .little)
            buffer.writeString(text)
            buffer.writeInteger(UInt8(0))
        case .date(let moment):
            head(.date)
            buffer.writeInteger(moment.milliseconds, endianness: .little)
        case .array(let elements):
            head(.array)
            try write(elements, to: &buffer)
        case .object(let object):
            head(.document)
            try write(object, to: &buffer)
        }
    }
}

/// The BSON element types that occur in these databases.
enum BSONType: UInt8 {
    case double = 0x01
    case string = 0x02
    case document = 0x03
    case array = 0x04
    case binary = 0x05
    case undefined = 0x06
    case objectID = 0x07
    case bool = 0x08
    case date = 0x09
    case null = 0x0A
    case regularExpression = 0x0B
    case databasePointer = 0x0C
    case code = 0x0D
    case symbol = 0x0E
    case codeWithScope = 0x0F
    case int32 = 0x10
    case timestamp = 0x11
    case int64 = 0x12
    case decimal = 0x13
    case minKey = 0xFF
    case maxKey = 0x7F
}
