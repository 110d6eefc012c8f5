internal import Crypto
internal import Foundation
internal import NIOCore

/// Encryption of objects at rest, in the form that existing buckets hold.
///
/// AES-256-GCM with a nonce of 12 random bytes per object and no associated data; the object is the ciphertext followed
/// by the tag of 16 bytes. The nonce is kept in the database, in base64 (`iv`); an empty one means an object that is
/// plaintext.
public struct FileCipher: Sendable {
    /// Bytes that an encrypted object is longer than its plaintext.
    public static let overhead = Int64(StreamCipher.tagSize)

    private let key: SymmetricKey

    /// A cipher with this key: standard base64 of 32 bytes (`files.encryption_key`).
    public init(key: String) throws(BlobError) {
        guard let bytes = Data(base64Encoded: key), bytes.count == 32 else {
            throw BlobError(.invalid, "the encryption key is not the base64 of 32 bytes")
        }
        self.key = SymmetricKey(data: bytes)
    }

    /// Encrypts a local file into another under a fresh nonce.
    ///
    /// - Returns: the nonce in base64, and the size of the encrypted file in bytes.
    public func seal(file: String, to target: String) async throws(BlobError) -> (iv: String, size: Int64) {
        let nonce = (0..<StreamCipher.nonceSize).map { _ in UInt8.random(in: .min ... .max) }
        let size = try await FileThreads.run { try seal(file: file, to: target, nonce: nonce) }
        return (Data(nonce).base64EncodedString(), size)
    }

    /// ``seal(file:to:)`` with a given nonce, which must never be used for two objects; blocks.
    func seal(file: String, to target: String, nonce: [UInt8]) throws(BlobError) -> Int64 {
        let source = try LocalFile.source(file)
        _ = try source.status()
        let output = try LocalFile.creating(target)
        let cipher = try StreamCipher(.seal, key: key, nonce: nonce)
        var size = Self.overhead
        try source.forEachPiece { piece throws(BlobError) in
            var piece = piece
            try cipher.update(&piece)
            try output.write(piece)
            size += Int64(piece.readableBytes)
        }
        try output.write(ByteBuffer(bytes: cipher.tag()))
        return size
    }

    /// The plaintext of a whole object.
    ///
    /// Each piece is passed on as soon as it is decrypted, but the last one only when the tag has been checked, so that
    /// nobody ever holds all bytes of a damaged object: the body throws `damaged` before its end.
    public func open(_ body: BlobBody, iv: String) throws(BlobError) -> BlobBody {
        guard !iv.isEmpty else { return body }
        let nonce = try nonce(iv)
        guard body.size >= Self.overhead else {
            throw BlobError(.damaged, "an object of \(body.size) bytes has no tag")
        }
        let size = body.size - Self.overhead
        return BlobBody(size: size) { [key] in
            OpeningPieces(sealed: body.makeAsyncIterator(), key: key, nonce: nonce, rest: size)
        }
    }

    /// A part of the plaintext, from an object whose other bytes are not read; the tag cannot be checked.
    ///
    /// - Parameters:
    ///   - storedSize: bytes of the whole object with its tag.
    ///   - plainRange: a range of the plaintext; what reaches past its end is not given.
    public func openRange(
        _ store: some BlobStore,
        _ key: BlobKey,
        iv: String,
        storedSize: Int64,
        plainRange: Range<Int64>
    ) async throws(BlobError) -> BlobBody {
        guard !iv.isEmpty else { return try await store.read(key, range: plainRange) }
        let nonce = try nonce(iv)
        guard storedSize >= Self.overhead else {
            throw BlobError(.damaged, "an object of \(storedSize) bytes has no tag")
        }
        let part = plainRange.clamped(to: 0..<(storedSize - Self.overhead))
        let sealed = try await store.read(key, range: part)
        guard sealed.size == part.count else { throw BlobError(.damaged, "an object shorter than \(storedSize) bytes") }
        return BlobBody(size: sealed.size) { [secret = self.key] in
            CounterPieces(sealed: sealed.makeAsyncIterator(), key: secret, nonce: nonce, offset: part.lowerBound)
        }
    }

    private func nonce(_ iv: String) throws(BlobError) -> [UInt8] {
        guard let nonce = Data(base64Encoded: iv), nonce.count == StreamCipher.nonceSize else {
            throw BlobError(.damaged, "a nonce that is not the base64 of 12 bytes")
        }
        return [UInt8](nonce)
    }
}
