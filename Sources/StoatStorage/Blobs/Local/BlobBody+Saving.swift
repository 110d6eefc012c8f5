internal import Crypto
internal import Foundation
internal import NIOCore

extension BlobBody {
    /// Writes all bytes to a local file, replacing it, for readers that need one.
    ///
    /// The file is readable by this user only, and not synced. A file that could not be completed is removed.
    public func save(to path: String) async throws(BlobError) {
        do {
            _ = try await saveHashing(to: path)
        } catch {
            unlink(path)
            throw error
        }
    }

    /// ``save(to:)`` that also computes the bytes' SHA-256, and leaves an incomplete file behind.
    func saveHashing(to path: String) async throws(BlobError) -> SHA256Digest {
        let file = try await FileThreads.run { try LocalFile.creating(path) }
        var hash = SHA256()
        var iterator = makeAsyncIterator()
        while let piece = try await iterator.next(isolation: #isolation) {
            piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
            try await FileThreads.run { try file.write(piece) }
        }
        return hash.finalize()
    }

    /// The SHA-256 of all bytes.
    func digest() async throws(BlobError) -> SHA256Digest {
        var hash = SHA256()
        var iterator = makeAsyncIterator()
        while let piece = try await iterator.next(isolation: #isolation) {
            piece.withUnsafeReadableBytes { hash.update(bufferPointer: $0) }
        }
        return hash.finalize()
    }
}
