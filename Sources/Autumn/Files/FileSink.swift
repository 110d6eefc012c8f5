internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import StoatModels

/// Writes what arrives into a new file and hashes it on the way, away from the threads that serve requests.
struct FileSink: ~Copyable {
    /// Bytes written so far.
    private(set) var size: Int64 = 0
    private let descriptor: Int32
    private var hash = SHA256()
    private var pending = ByteBuffer()

    /// Written together: a hop to another thread costs more than a small write.
    private static let batch = 256 * 1024

    /// Makes the file.
    ///
    /// - Throws: ``APIError`` `.internalError`; `.serviceUnavailable` where the disk is full.
    init(_ path: String) throws {
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(errno) }
    }

    deinit { Foundation.close(descriptor) }

    /// Appends bytes.
    mutating func write(_ bytes: ByteBuffer) async throws {
        size += Int64(bytes.readableBytes)
        pending.writeImmutableBuffer(bytes)
        if pending.readableBytes >= Self.batch { try await flush() }
    }

    /// Writes what is left; answers the hash in hexadecimal digits.
    mutating func finish() async throws -> String {
        try await flush()
        return hash.finalize().hexadecimal
    }

    private mutating func flush() async throws {
        let (bytes, hash, descriptor) = (pending, hash, descriptor)
        pending.clear()
        self.hash = try await NIOThreadPool.singleton.runIfActive {
            var hash = hash
            try bytes.withUnsafeReadableBytes { bytes in
                hash.update(bufferPointer: bytes)
                var rest = bytes[...]
                while !rest.isEmpty {
                    let count = Foundation.write(
                        descriptor,
                        UnsafeRawBufferPointer(rebasing: rest).baseAddress,
                        rest.count
                    )
                    if count < 0, errno == EINTR { continue }
                    guard count > 0 else { throw Self.failure(errno) }
                    rest = rest.dropFirst(count)
                }
            }
            return hash
        }
    }

    private static func failure(_ code: Int32) -> APIError {
        APIError(code == ENOSPC || code == EDQUOT ? .serviceUnavailable : .internalError)
    }
}

/// The hash of a whole file.
enum FileDigest {
    /// SHA-256 in hexadecimal digits, and the size.
    static func sha256(_ path: String) async throws -> (hash: String, size: Int64) {
        try await NIOThreadPool.singleton.runIfActive {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw APIError(.internalError) }
            defer { Foundation.close(descriptor) }
            var hash = SHA256()
            var size: Int64 = 0
            try withUnsafeTemporaryAllocation(byteCount: 256 * 1024, alignment: 16) { chunk in
                while true {
                    let count = Foundation.read(descriptor, chunk.baseAddress, chunk.count)
                    if count < 0, errno == EINTR { continue }
                    guard count >= 0 else { throw APIError(.internalError) }
                    if count == 0 { return }
                    hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: chunk[..<count]))
                    size += Int64(count)
                }
            }
            return (hash.finalize().hexadecimal, size)
        }
    }
}

extension SHA256.Digest {
    /// Lower-case hexadecimal digits.
    var hexadecimal: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}
