/// A pipeline of commands, encoded on the caller's thread in the form that goes over the wire.
struct RedisCommands: Sendable {
    private(set) var bytes: [UInt8] = []
    /// How many commands, which is how many replies.
    private(set) var count = 0

    /// Begins a command of `arguments` parts, its name included; that many calls of `add` must follow.
    mutating func begin(_ name: StaticString, parts: Int) {
        count += 1
        header(42, parts)
        add(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    mutating func add(_ number: Int) { add(String(number)) }

    mutating func add(_ part: [UInt8]) { part.withUnsafeBufferPointer { add($0) } }

    mutating func add(_ part: UnsafeBufferPointer<UInt8>) {
        header(36, part.count)
        bytes.append(contentsOf: part)
        bytes.append(13)
        bytes.append(10)
    }

    /// A whole command of text parts.
    mutating func add(_ name: StaticString, _ parts: String...) { add(name, parts) }

    /// A whole command of text parts.
    mutating func add(_ name: StaticString, _ parts: [String]) {
        begin(name, parts: parts.count + 1)
        for part in parts { add(part) }
    }

    /// Adds the commands of another pipeline after these.
    mutating func append(_ other: RedisCommands) {
        bytes += other.bytes
        count += other.count
    }

    private mutating func header(_ mark: UInt8, _ number: Int) {
        bytes.append(mark)
        if number < 10 {
            bytes.append(48 + UInt8(number))
        } else {
            bytes.append(contentsOf: String(number).utf8)
        }
        bytes.append(13)
        bytes.append(10)
    }
}

/// A script that the server runs atomically.
///
/// Loaded on every connection, then called by its digest.
struct RedisScript: Sendable, Hashable {
    let source: String
    let name: String
}
