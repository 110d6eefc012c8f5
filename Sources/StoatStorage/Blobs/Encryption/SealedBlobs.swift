internal import Foundation

/// Objects that are encrypted in the store; callers see plaintext only.
public struct SealedBlobs: Sendable {
    /// Where the ciphertext lies.
    public let store: any BlobStore
    private let cipher: FileCipher
    private let scratch: String

    /// A view of the store through the cipher.
    ///
    /// Removes what crashed processes left in the folder, which blocks for a moment.
    ///
    /// - Parameter temporary: a folder for ciphertext on its way to the store; the system's own when `nil`.
    public init(store: any BlobStore, cipher: FileCipher, temporary: String? = nil) {
        self.store = store
        self.cipher = cipher
        self.scratch = temporary ?? FileManager.default.temporaryDirectory.path
        ScratchFile.sweepUnderway(in: scratch)
    }

    /// Encrypts a local file under a fresh nonce and stores it, replacing any object; durable when it returns.
    ///
    /// - Returns: what belongs in the object's row: the nonce, and the size of the object with its tag.
    public func put(_ key: BlobKey, file: String) async throws(BlobError) -> (iv: String, size: Int64) {
        try key.check()
        let sealed = try await ScratchFile.underway(in: scratch)
        let result = try await cipher.seal(file: file, to: sealed.path)
        try await store.put(key, moving: sealed.path)
        return result
    }

    /// The plaintext of an object, or the part of it within `plainRange`.
    ///
    /// A whole read ends in `damaged` when the tag does not fit. Reading a part fetches only that part, unchecked.
    ///
    /// - Parameters:
    ///   - iv: the row's nonce; empty for a legacy object, which is read as it is.
    ///   - storedSize: the row's size; used for parts of encrypted objects only.
    ///   - plainRange: what reaches past the plaintext's end is not given.
    public func read(
        _ key: BlobKey,
        iv: String,
        storedSize: Int64,
        plainRange: Range<Int64>? = nil
    ) async throws(BlobError) -> BlobBody {
        guard let plainRange else { return try cipher.open(try await store.read(key, range: nil), iv: iv) }
        return try await cipher.openRange(store, key, iv: iv, storedSize: storedSize, plainRange: plainRange)
    }

    /// Bytes of plaintext in an object, from its row.
    public func plainSize(iv: String, storedSize: Int64) -> Int64 {
        iv.isEmpty ? storedSize : max(0, storedSize - FileCipher.overhead)
    }
}
