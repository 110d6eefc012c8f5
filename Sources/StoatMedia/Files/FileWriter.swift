import Glibc

/// Writes a new local file forwards with one bounded buffer.
///
/// Calls block: only for the threads of ``MediaThreads``.
struct FileWriter: ~Copyable {
    /// The bytes written so far.
    private(set) var position = 0

    private let descriptor: Int32
    private var buffer: [UInt8] = []

    private static let bufferBytes = 64 << 10

    /// Creates the file, or empties it where it exists.
    init(_ path: String) throws(MediaError) {
        self.descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw MediaError(.inputOutput, "a file cannot be created (\(errno))") }
    }

    deinit { close(descriptor) }

    /// Appends bytes.
    mutating func write(_ bytes: some Collection<UInt8>) throws(MediaError) {
        buffer.append(contentsOf: bytes)
        position += bytes.count
        if buffer.count >= Self.bufferBytes { try flush() }
    }

    /// Appends `count` bytes of a file.
    mutating func copy(_ count: Int, from reader: inout FileReader) throws(MediaError) {
        guard count >= 0, count <= reader.remaining else { throw MediaError(.undecodable, "the file ends early") }
        var left = count
        while left > 0 {
            let run = try reader.run(left)
            try write(run)
            left -= run.count
        }
    }

    /// Overwrites bytes written before.
    mutating func patch(_ bytes: [UInt8], at offset: Int) throws(MediaError) {
        try flush()
        guard pwrite(descriptor, bytes, bytes.count, off_t(offset)) == bytes.count else {
            throw MediaError(.inputOutput, "writing failed (\(errno))")
        }
    }

    /// Hands everything to the file; called last, as closing alone does not write.
    mutating func flush() throws(MediaError) {
        var done = 0
        while done < buffer.count {
            let written = buffer[done...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw MediaError(.inputOutput, "writing failed (\(errno))") }
            done += written
        }
        buffer.removeAll(keepingCapacity: true)
    }
}
