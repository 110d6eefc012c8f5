internal import CCrypto
internal import Crypto
internal import NIOCore

/// One run of a cipher of libcrypto over one object.
///
/// Owned by one task or closure at a time.
final class StreamCipher {
    /// What is computed.
    enum Mode {
        /// AES-256-GCM, from plaintext.
        case seal
        /// AES-256-GCM, from ciphertext.
        case open
        /// The counter mode inside GCM, either way, from one of its blocks of 16 bytes on.
        case counter(block: UInt32)
    }

    /// Bytes of GCM's nonce.
    static let nonceSize = 12
    /// Bytes of GCM's tag.
    static let tagSize = 16
    /// Bytes of a block.
    static let blockSize = 16

    private let context: OpaquePointer

    /// Prepares the cipher; the nonce has ``nonceSize`` bytes, the key 32.
    init(_ mode: Mode, key: SymmetricKey, nonce: [UInt8]) throws(BlobError) {
        guard let context = EVP_CIPHER_CTX_new() else { throw BlobError(.failed, "no memory for a cipher") }
        self.context = context
        let status: Int32 = key.withUnsafeBytes { key in
            let key = key.bindMemory(to: UInt8.self).baseAddress
            return switch mode {
            case .seal: EVP_EncryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce)
            case .open: EVP_DecryptInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce)
            case .counter(let block): EVP_EncryptInit_ex(context, EVP_aes_256_ctr(), nil, key, nonce + block.bytes)
            }
        }
        guard status == 1 else { throw BlobError(.failed, "libcrypto has no AES-256") }
    }

    deinit { EVP_CIPHER_CTX_free(context) }

    /// Replaces the bytes by their other form.
    func update(_ buffer: inout ByteBuffer) throws(BlobError) {
        // More than an Int32 never comes: pieces are small.
        let status = buffer.withUnsafeMutableReadableBytes { bytes in
            let base = bytes.bindMemory(to: UInt8.self).baseAddress
            var length: Int32 = 0
            return EVP_CipherUpdate(context, base, &length, base, Int32(bytes.count))
        }
        guard status == 1 else { throw BlobError(.failed, "libcrypto refuses a piece") }
    }

    /// Ends sealing.
    func tag() throws(BlobError) -> [UInt8] {
        var tag = [UInt8](repeating: 0, count: Self.tagSize)
        var length: Int32 = 0
        guard EVP_EncryptFinal_ex(context, &tag, &length) == 1,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagSize), &tag) == 1
        else { throw BlobError(.failed, "libcrypto gives no tag") }
        return tag
    }

    /// Ends opening: throws ``BlobError/Code/damaged`` unless this is the tag of all that came.
    func verify(_ tag: [UInt8]) throws(BlobError) {
        var tag = tag
        var nothing: [UInt8] = [0]
        var length: Int32 = 0
        guard tag.count == Self.tagSize,
            EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(Self.tagSize), &tag) == 1,
            EVP_DecryptFinal_ex(context, &nothing, &length) == 1
        else { throw BlobError(.damaged, "the tag does not fit: another key, or changed bytes") }
    }
}

extension UInt32 {
    fileprivate var bytes: [UInt8] {
        [
            UInt8(truncatingIfNeeded: self >> 24), UInt8(truncatingIfNeeded: self >> 16),
            UInt8(truncatingIfNeeded: self >> 8), UInt8(truncatingIfNeeded: self),
        ]
    }
}
