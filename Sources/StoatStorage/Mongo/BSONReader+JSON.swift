internal import StoatModels

// From BSON to JSON without a tree in between. Says the same as decoding and writing the tree.
extension BSONReader {
    /// Appends the value that begins here.
    mutating func write(_ type: UInt8, before end: Int, depth: Int, to text: inout JSONText) throws {
        switch BSONType(rawValue: type) {
        case .double: text.append(Double(bitPattern: try integer(UInt64.self)))
        case .string, .symbol: text.append(storedUTF8: try stringBytes(before: end))
        case .document:
            text.append(punctuation: "{")
            var isFirst = true
            try elements(depth: depth + 1) { reader, type, name, end in
                if !isFirst { text.append(punctuation: ",") }
                isFirst = false
                text.append(storedUTF8: name)
                text.append(punctuation: ":")
                try reader.write(type, before: end, depth: depth + 1, to: &text)
            }
            text.append(punctuation: "}")
        case .array:
            text.append(punctuation: "[")
            var isFirst = true
            try elements(depth: depth + 1) { reader, type, _, end in
                if !isFirst { text.append(punctuation: ",") }
                isFirst = false
                try reader.write(type, before: end, depth: depth + 1, to: &text)
            }
            text.append(punctuation: "]")
        case .bool: text.append(try integer(UInt8.self) != 0)
        case .date: text.append(Timestamp(milliseconds: try integer(Int64.self)))
        case .int32: text.append(Int64(try integer(Int32.self)))
        case .int64: text.append(try integer(Int64.self))
        default: text.append(try value(of: type, before: end, depth: depth))
        }
    }

    /// Goes past the value that begins here.
    mutating func pass(_ type: UInt8, before end: Int, depth: Int) throws {
        switch BSONType(rawValue: type) {
        case .string: _ = try stringBytes(before: end)
        case .document, .array: try skip(try peekLength(), before: end)
        case .date, .int64, .double: try skip(8, before: end)
        default: _ = try value(of: type, before: end, depth: depth)
        }
    }

    /// Whether the document or array that begins here holds nothing.
    var isEmptyDocument: Bool { get throws { try peekLength() == 5 } }
}

extension JSONText {
    /// Appends a quoted string; bytes that are no UTF-8, which other programs may have stored, are replaced.
    fileprivate mutating func append(storedUTF8 bytes: UnsafeRawBufferPointer) {
        if bytes.isASCII {
            bytes.withMemoryRebound(to: UInt8.self) { append(utf8: $0) }
        } else {
            append(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether no byte has its highest bit set; eight at a time.
    fileprivate var isASCII: Bool {
        var index = 0
        while index + 8 <= count {
            let word = loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard word & 0x8080_8080_8080_8080 == 0 else { return false }
            index += 8
        }
        while index < count {
            guard self[index] < 0x80 else { return false }
            index += 1
        }
        return true
    }
}
