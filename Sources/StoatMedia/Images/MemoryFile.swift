import CVips
import Glibc

/// Bytes in memory that have a path for as long as the value lives.
///
/// Decoders then have one kind of input, with bounded reads, and no disk is touched.
struct MemoryFile: ~Copyable {
    /// Opens the bytes, for this process alone.
    let path: String

    private let descriptor: Int32

    init(_ bytes: some Collection<UInt8>) throws(MediaError) {
        self.init(try Self.filled(bytes))
    }

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
        self.path = "/proc/self/fd/\(descriptor)"
    }

    deinit { close(descriptor) }

    private static func filled(_ bytes: some Collection<UInt8>) throws(MediaError) -> Int32 {
        let handle = stoat_memory_file()
        guard handle >= 0 else { throw MediaError(.inputOutput, "no memory file (\(errno))") }
        let written =
            bytes.withContiguousStorageIfAvailable { write($0, to: handle) }
            ?? Array(bytes).withUnsafeBufferPointer { write($0, to: handle) }
        guard written == bytes.count else {
            close(handle)
            throw MediaError(.inputOutput, "writing failed")
        }
        return handle
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to handle: Int32) -> Int {
        var done = 0
        while done < bytes.count, let base = bytes.baseAddress {
            let written = Glibc.write(handle, base + done, bytes.count - done)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { break }
            done += written
        }
        return done
    }
}
