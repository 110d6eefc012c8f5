internal import Crypto
internal import NIOCore

/// The plaintext of a whole object, checked by its tag before the last piece.
struct OpeningPieces: BlobPieces {
    var sealed: BlobBody.AsyncIterator
    let key: SymmetricKey
    let nonce: [UInt8]
    /// Bytes of ciphertext that have not come yet.
    var rest: Int64
    private var cipher: StreamCipher?
    private var isDone = false

    init(sealed: BlobBody.AsyncIterator, key: SymmetricKey, nonce: [UInt8], rest: Int64) {
        self.sealed = sealed
        self.key = key
        self.nonce = nonce
        self.rest = rest
    }

    mutating func next() async throws(BlobError) -> ByteBuffer? {
        guard !isDone else { return nil }
        let cipher = try running()
        guard rest > 0 else { return try await end(cipher, last: ByteBuffer(), tag: ByteBuffer()) }
        guard var piece = try await sealed.next(isolation: #isolation) else {
            throw BlobError(.damaged, "an object that ends before its tag")
        }
        let count = Int(min(rest, Int64(piece.readableBytes)))
        rest -= Int64(count)
        guard var plain = piece.readSlice(length: count) else { return nil }
        try cipher.update(&plain)
        return rest > 0 ? plain : try await end(cipher, last: plain, tag: piece)
    }

    private mutating func running() throws(BlobError) -> StreamCipher {
        if let cipher { return cipher }
        let started = try StreamCipher(.open, key: key, nonce: nonce)
        cipher = started
        return started
    }

    private mutating func end(
        _ cipher: StreamCipher,
        last: ByteBuffer,
        tag: ByteBuffer
    ) async throws(BlobError) -> ByteBuffer? {
        var tag = [UInt8](tag.readableBytesView)
        while let piece = try await sealed.next(isolation: #isolation) { tag += piece.readableBytesView }
        try cipher.verify(tag)
        isDone = true
        return last
    }
}

/// A part of the plaintext, decrypted by the counter mode that GCM is made of.
struct CounterPieces: BlobPieces {
    var sealed: BlobBody.AsyncIterator
    let key: SymmetricKey
    let nonce: [UInt8]
    /// Where in the object the first byte lies.
    let offset: Int64
    private var cipher: StreamCipher?

    init(sealed: BlobBody.AsyncIterator, key: SymmetricKey, nonce: [UInt8], offset: Int64) {
        self.sealed = sealed
        self.key = key
        self.nonce = nonce
        self.offset = offset
    }

    mutating func next() async throws(BlobError) -> ByteBuffer? {
        guard var piece = try await sealed.next(isolation: #isolation) else { return nil }
        try running().update(&piece)
        return piece
    }

    // GCM's counter is 1 for the tag, so the data begin with 2.
    private mutating func running() throws(BlobError) -> StreamCipher {
        if let cipher { return cipher }
        let block = UInt32(truncatingIfNeeded: offset / Int64(StreamCipher.blockSize) + 2)
        let started = try StreamCipher(.counter(block: block), key: key, nonce: nonce)
        var before = ByteBuffer(repeating: 0, count: Int(offset % Int64(StreamCipher.blockSize)))
        if before.readableBytes > 0 { try started.update(&before) }
        cipher = started
        return started
    }
}
