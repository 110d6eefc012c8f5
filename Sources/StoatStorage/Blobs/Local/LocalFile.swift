internal import Crypto
internal import Foundation
internal import NIOCore

/// An open file; closed when the last reference goes.
///
/// All calls block.
final class LocalFile: Sendable {
    let descriptor: Int32
    private let path: String

    private init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Opens a file for reading; `nil` when there is none.
    static func reading(_ path: String) throws(BlobError) -> LocalFile? {
        do {
            return try opening(path, O_RDONLY)
        } catch {
            if error.code == .notFound { return nil }
            throw error
        }
    }

    /// Opens a file that a caller wants stored; one that is missing is the caller's mistake.
    static func source(_ path: String) throws(BlobError) -> LocalFile {
        guard let file = try reading(path) else { throw BlobError(.failed, "no local file at \(path)") }
        return file
    }

    /// Makes a file, which only this user may read, and opens it for writing.
    static func creating(_ path: String, exclusively: Bool = false) throws(BlobError) -> LocalFile {
        try opening(path, O_WRONLY | O_CREAT | (exclusively ? O_EXCL : O_TRUNC))
    }

    private static func opening(_ path: String, _ flags: Int32) throws(BlobError) -> LocalFile {
        let descriptor = open(path, flags | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BlobError(errno: errno, "open \(path)") }
        return LocalFile(descriptor: descriptor, path: path)
    }

    /// Bytes, and how many names the file has: none once it was removed.
    func status() throws(BlobError) -> (size: Int64, links: Int) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw BlobError(errno: errno, "stat \(path)") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw BlobError(.failed, "\(path) is no file") }
        return (Int64(status.st_size), Int(status.st_nlink))
    }

    /// Up to `count` bytes from `offset`; none at the end.
    func piece(at offset: Int64, count: Int) throws(BlobError) -> ByteBuffer {
        var buffer = ByteBuffer()
        var failure: Int32?
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            while true {
                let length = pread(descriptor, bytes.baseAddress, count, off_t(offset))
                if length >= 0 { return length }
                guard errno == EINTR else {
                    failure = errno
                    return 0
                }
            }
        }
        if let failure { throw BlobError(errno: failure, "read \(path)") }
        return buffer
    }

    /// Calls `body` with all bytes, piece by piece.
    func forEachPiece(_ body: (ByteBuffer) throws(BlobError) -> Void) throws(BlobError) {
        var offset: Int64 = 0
        while true {
            let piece = try piece(at: offset, count: 256 << 10)
            guard piece.readableBytes > 0 else { return }
            offset += Int64(piece.readableBytes)
            try body(piece)
        }
    }

    /// Writes all of the buffer at the end.
    func write(_ buffer: ByteBuffer) throws(BlobError) {
        var rest = buffer
        while rest.readableBytes > 0 {
            let written = rest.withUnsafeReadableBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0 {
                let number = errno
                guard number == EINTR else { throw BlobError(errno: number, "write \(path)") }
                continue
            }
            rest.moveReaderIndex(forwardBy: written)
        }
    }

    /// Waits until the bytes are on the disk.
    func sync() throws(BlobError) {
        guard fsync(descriptor) == 0 else { throw BlobError(errno: errno, "sync \(path)") }
    }

    /// Takes the file's lock without waiting.
    func lock() -> Bool { flock(descriptor, LOCK_EX | LOCK_NB) == 0 }

    /// The size and hash of a file that is to be stored.
    static func digest(_ path: String) throws(BlobError) -> (size: Int64, hash: SHA256Digest) {
        let file = try source(path)
        _ = try file.status()
        var hash = SHA256()
        var size: Int64 = 0
        try file.forEachPiece { piece in
            size += Int64(piece.readableBytes)
            piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        }
        return (size, hash.finalize())
    }
}

/// The bytes of a local file from one offset to another.
struct FilePieces: BlobPieces {
    let file: LocalFile
    var offset: Int64
    let end: Int64

    /// The whole file, or what is there of `range`.
    static func body(_ file: LocalFile, range: Range<Int64>?) throws(BlobError) -> BlobBody {
        let whole = 0..<(try file.status().size)
        let part = range.map { $0.clamped(to: whole) } ?? whole
        return BlobBody(size: Int64(part.count)) {
            FilePieces(file: file, offset: part.lowerBound, end: part.upperBound)
        }
    }

    mutating func next() async throws(BlobError) -> ByteBuffer? {
        let count = Int(min(end - offset, Int64(BlobBody.pieceSize)))
        guard count > 0 else { return nil }
        let piece = try await FileThreads.run { [file, offset] in try file.piece(at: offset, count: count) }
        guard piece.readableBytes > 0 else { throw BlobError(.damaged, "a file became shorter while it was read") }
        offset += Int64(piece.readableBytes)
        return piece
    }
}
