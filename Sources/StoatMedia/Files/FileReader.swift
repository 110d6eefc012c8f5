import Glibc

/// Reads a local file forwards with one bounded buffer; every read is checked against the file's end.
///
/// Calls block: only for the threads of ``MediaThreads``.
struct FileReader: ~Copyable {
    /// The file's length when it was opened.
    let size: Int
    /// The offset of the next byte.
    private(set) var position = 0

    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var cursor = 0

    private static let bufferBytes = 64 << 10

    /// Opens a regular file.
    init(_ path: String) throws(MediaError) {
        self.descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw MediaError(.inputOutput, "a file cannot be opened (\(errno))") }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw MediaError(.inputOutput, "a file is not a regular one")
        }
        self.size = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The bytes from here to the end.
    var remaining: Int { size - position }

    /// Reads exactly `count` bytes, at most 16 MiB.
    mutating func bytes(_ count: Int) throws(MediaError) -> [UInt8] {
        guard count >= 0, count <= remaining, count <= 16 << 20 else {
            throw MediaError(.undecodable, "the file ends early")
        }
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            try fill()
            let part = min(count - result.count, buffer.count - cursor)
            result.append(contentsOf: buffer[cursor..<cursor + part])
            advance(part)
        }
        return result
    }

    /// Reads up to `count` bytes without moving.
    mutating func peek(_ count: Int) throws(MediaError) -> [UInt8] {
        let start = position
        let result = try bytes(min(count, remaining))
        try seek(to: start)
        return result
    }

    /// Reads one byte.
    mutating func byte() throws(MediaError) -> UInt8 {
        try fill()
        let result = buffer[cursor]
        advance(1)
        return result
    }

    /// Reads a big-endian 16-bit number.
    mutating func uint16() throws(MediaError) -> Int { try bytes(2).reduce(0) { $0 << 8 | Int($1) } }

    /// Reads a big-endian 32-bit number.
    mutating func uint32() throws(MediaError) -> Int { try bytes(4).reduce(0) { $0 << 8 | Int($1) } }

    /// Moves to an offset within the file.
    mutating func seek(to offset: Int) throws(MediaError) {
        guard offset >= 0, offset <= size else { throw MediaError(.undecodable, "the file ends early") }
        let start = position - cursor
        if offset >= start, offset <= start + buffer.count {
            cursor = offset - start
        } else {
            buffer.removeAll(keepingCapacity: true)
            cursor = 0
        }
        position = offset
    }

    /// Passes over `count` bytes.
    mutating func skip(_ count: Int) throws(MediaError) {
        guard count >= 0, count <= remaining else { throw MediaError(.undecodable, "the file ends early") }
        try seek(to: position + count)
    }

    /// Hands out the next buffered run of at most `limit` bytes; empty only at the end.
    mutating func run(_ limit: Int) throws(MediaError) -> ArraySlice<UInt8> {
        guard remaining > 0, limit > 0 else { return [] }
        try fill()
        let part = min(limit, buffer.count - cursor)
        let slice = buffer[cursor..<cursor + part]
        advance(part)
        return slice
    }

    /// Hands out the next buffered bytes before one that equals `value`.
    ///
    /// - Returns: the run, and whether `value` is next; the run alone is empty only at the end of the file.
    mutating func run(until value: UInt8) throws(MediaError) -> (run: ArraySlice<UInt8>, isNext: Bool) {
        guard remaining > 0 else { return ([], false) }
        try fill()
        let rest = buffer[cursor...]
        let found = rest.withUnsafeBytes { bytes -> Int? in
            guard let base = bytes.baseAddress, let hit = memchr(base, Int32(value), bytes.count) else { return nil }
            return base.distance(to: UnsafeRawPointer(hit))
        }
        let run = rest.prefix(found ?? rest.count)
        advance(run.count)
        return (run, found != nil)
    }

    private mutating func advance(_ count: Int) {
        cursor += count
        position += count
    }

    private mutating func fill() throws(MediaError) {
        guard cursor == buffer.count else { return }
        guard remaining > 0 else { throw MediaError(.undecodable, "the file ends early") }
        let offset = position
        let wanted = min(Self.bufferBytes, remaining)
        var failure: Int32 = 0
        let (handle, limit) = (descriptor, wanted)
        buffer = [UInt8](unsafeUninitializedCapacity: limit) { bytes, count in
            var result: Int
            repeat {
                result = pread(handle, bytes.baseAddress, limit, off_t(offset))
            } while result < 0 && errno == EINTR
            if result < 0 { failure = errno }
            count = max(0, result)
        }
        cursor = 0
        guard failure == 0 else { throw MediaError(.inputOutput, "reading failed (\(failure))") }
        guard !buffer.isEmpty else { throw MediaError(.undecodable, "the file ends early") }
    }
}
