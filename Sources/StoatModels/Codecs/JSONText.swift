public import NIOCore

/// JSON text under construction, in memory of its own that grows as needed and is freed with it.
///
/// Every part is written with one check for room. Commas, colons and brackets are the caller's; what is appended is
/// valid JSON by itself. Confined to one thread at a time.
public struct JSONText: ~Copyable {
    private var base: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Bytes written so far.
    public private(set) var count = 0

    /// Empty text with room for this many bytes.
    public init(capacity: Int = 512) {
        self.capacity = max(capacity, 64)
        self.base = .allocate(capacity: self.capacity)
    }

    deinit { base.deallocate() }

    /// The text, copied into a buffer of its own.
    public var buffer: ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        append(to: &buffer)
        return buffer
    }

    /// Copies the text to the end of `buffer`.
    public func append(to buffer: inout ByteBuffer) {
        buffer.writeBytes(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// Takes back everything after the first `count` bytes.
    public mutating func truncate(to count: Int) {
        precondition(count <= self.count, "nothing was written there")
        self.count = count
    }

    // MARK: - Parts

    /// Appends one ASCII character that needs no quotes, such as a bracket.
    public mutating func append(punctuation: Unicode.Scalar) {
        reserve(1)
        put(UInt8(ascii: punctuation))
    }

    /// Appends bytes that are JSON already.
    public mutating func append(encoded bytes: UnsafeBufferPointer<UInt8>) {
        guard let source = bytes.baseAddress else { return }
        reserve(bytes.count)
        (base + count).update(from: source, count: bytes.count)
        count += bytes.count
    }

    /// Appends a quoted string, escaping quotes, backslashes and control characters; everything else stays UTF-8.
    public mutating func append(_ text: String) { quote(text, before: 0, after: 0) }

    /// Appends a quoted string.
    ///
    /// - Parameter bytes: valid UTF-8; nothing checks it here.
    public mutating func append(utf8 bytes: UnsafeBufferPointer<UInt8>) { quote(bytes, before: 0, after: 0) }

    /// Appends the start of a member: the key with its colon, after a comma unless it is the first of its object.
    public mutating func append(key: String, isFirst: Bool) {
        quote(key, before: isFirst ? 0 : UInt8(ascii: ","), after: UInt8(ascii: ":"))
    }

    /// Appends `null`.
    public mutating func appendNull() { put("null") }

    /// Appends `true` or `false`.
    public mutating func append(_ flag: Bool) { put(flag ? "true" : "false") }

    /// Appends an integer.
    public mutating func append(_ number: Int64) {
        reserve(20)
        var magnitude = number.magnitude
        if number < 0 { put(UInt8(ascii: "-")) }
        var length = 1
        var probe = magnitude
        while probe >= 10 {
            length += 1
            probe /= 10
        }
        for index in stride(from: count + length - 1, through: count, by: -1) {
            base[index] = 48 + UInt8(truncatingIfNeeded: magnitude % 10)
            magnitude /= 10
        }
        count += length
    }

    /// Appends a number; one that is not finite, which JSON cannot say, as `null`.
    public mutating func append(_ number: Double) {
        guard number.isFinite else { return appendNull() }
        var digits = number.description
        digits.withUTF8 { append(encoded: $0) }
    }

    /// Appends a moment as ISO text.
    public mutating func append(_ moment: Timestamp) {
        reserve(Timestamp.iso8601Length + 2)
        put(UInt8(ascii: "\""))
        moment.writeISO8601(to: base + count)
        count += Timestamp.iso8601Length
        put(UInt8(ascii: "\""))
    }

    // MARK: - Trees

    /// Appends a value with all it holds.
    public mutating func append(_ value: Value) {
        switch value {
        case .null: appendNull()
        case .bool(let flag): append(flag)
        case .int32(let number): append(Int64(number))
        case .int(let number): append(number)
        case .double(let number): append(number)
        case .string(let text): append(text)
        case .date(let moment): append(moment)
        case .array(let elements):
            append(punctuation: "[")
            var isFirst = true
            for element in elements {
                if !isFirst { append(punctuation: ",") }
                isFirst = false
                append(element)
            }
            append(punctuation: "]")
        case .object(let object): append(object)
        }
    }

    /// Appends an object with all it holds.
    public mutating func append(_ object: Object) {
        append(punctuation: "{")
        var isFirst = true
        for entry in object.entries {
            append(key: entry.key, isFirst: isFirst)
            isFirst = false
            append(entry.value)
        }
        append(punctuation: "}")
    }

    // MARK: - Bytes

    private mutating func put(_ byte: UInt8) {
        base[count] = byte
        count += 1
    }

    private mutating func put(_ word: StaticString) {
        append(encoded: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
    }

    @inline(__always)
    private mutating func reserve(_ more: Int) {
        if capacity - count < more { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(capacity * 2, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: base, count: count)
        base.deallocate()
        base = larger
    }

    private mutating func quote(_ text: String, before: UInt8, after: UInt8) {
        let isDone: Void? = text.utf8.withContiguousStorageIfAvailable { quote($0, before: before, after: after) }
        guard isDone == nil else { return }
        var text = text
        text.withUTF8 { quote($0, before: before, after: after) }
    }

    /// Writes a string with its quotes and up to one byte on each side; 0 stands for none.
    private mutating func quote(_ bytes: UnsafeBufferPointer<UInt8>, before: UInt8, after: UInt8) {
        // Eight bytes are copied at a time, which may write past the end of the string.
        reserve(bytes.count + 12)
        if before != 0 { put(before) }
        put(UInt8(ascii: "\""))
        let source = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= source.count {
            let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            guard !Self.needsEscapes(word) else { break }
            UnsafeMutableRawPointer(base + count).storeBytes(of: word, as: UInt64.self)
            count += 8
            index += 8
        }
        while index < bytes.count, !Self.needsEscape(bytes[index]) {
            put(bytes[index])
            index += 1
        }
        if index < bytes.count { escape(UnsafeBufferPointer(rebasing: bytes[index...])) }
        put(UInt8(ascii: "\""))
        if after != 0 { put(after) }
    }

    /// Writes the rest of a string that holds something to escape, and leaves room for its end.
    private mutating func escape(_ bytes: UnsafeBufferPointer<UInt8>) {
        reserve(bytes.count * 6 + 2)
        for byte in bytes {
            guard Self.needsEscape(byte) else {
                put(byte)
                continue
            }
            put(UInt8(ascii: "\\"))
            switch byte {
            case 0x22, 0x5C: put(byte)
            case 0x0A: put(UInt8(ascii: "n"))
            case 0x0D: put(UInt8(ascii: "r"))
            case 0x09: put(UInt8(ascii: "t"))
            default:
                let digits: StaticString = "0123456789abcdef"
                for digit in [UInt8(ascii: "u"), 48, 48, digits.utf8Start[Int(byte >> 4)]] { put(digit) }
                put(digits.utf8Start[Int(byte & 15)])
            }
        }
    }

    @inline(__always)
    private static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

    /// Whether any of eight bytes is a control character, a quote or a backslash; the usual tests for a byte below a
    /// bound and for a zero byte.
    @inline(__always)
    private static func needsEscapes(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let controls = (word &- (ones &* 0x20)) & ~word
        return (controls | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)) & high != 0
    }
}
