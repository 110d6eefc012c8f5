public import NIOCore

/// The bytes of an object, in pieces of at most 256 KiB, read as they are asked for.
///
/// Meant to be iterated once. What fails on the way is thrown in place of the next piece, and the iteration ends.
public struct BlobBody: AsyncSequence, Sendable {
    /// A piece.
    public typealias Element = ByteBuffer
    /// What fails on the way.
    public typealias Failure = BlobError

    /// Most bytes of a piece.
    ///
    /// Each piece of a local file costs a change of threads, as much as reading some tens of kilobytes.
    static let pieceSize = 256 << 10

    /// Bytes that will come.
    public let size: Int64
    private let begin: @Sendable () -> any BlobPieces

    /// A body whose pieces `begin` starts to read.
    init(size: Int64, begin: @escaping @Sendable () -> any BlobPieces) {
        self.size = size
        self.begin = begin
    }

    /// A body of bytes that are in memory already.
    public init(_ buffer: ByteBuffer) {
        self.init(size: Int64(buffer.readableBytes)) { MemoryPieces(rest: buffer) }
    }

    /// Starts to read.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: begin()) }

    /// The pieces, one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private var pieces: any BlobPieces
        private var isDone = false

        init(pieces: any BlobPieces) { self.pieces = pieces }

        /// The next piece, or `nil` at the end.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(BlobError) -> ByteBuffer? {
            guard !isDone else { return nil }
            isDone = true
            while let piece = try await pieces.next() {
                guard piece.readableBytes > 0 else { continue }
                isDone = false
                return piece
            }
            return nil
        }
    }

    /// All bytes at once, for objects known to be small.
    ///
    /// Throws ``BlobError/Code/failed`` when there are more than `limit`.
    public func collect(upTo limit: Int) async throws(BlobError) -> ByteBuffer {
        guard size <= limit else { throw BlobError(.failed, "\(size) bytes where at most \(limit) are taken") }
        var all = ByteBuffer()
        var iterator = makeAsyncIterator()
        while let piece = try await iterator.next(isolation: #isolation) { all.writeImmutableBuffer(piece) }
        return all
    }
}

/// Where the pieces of a body come from.
protocol BlobPieces {
    /// The next piece, possibly empty; `nil` at the end.
    mutating func next() async throws(BlobError) -> ByteBuffer?
}

private struct MemoryPieces: BlobPieces {
    var rest: ByteBuffer

    mutating func next() async throws(BlobError) -> ByteBuffer? {
        rest.readSlice(length: Swift.min(rest.readableBytes, BlobBody.pieceSize)).flatMap { piece in
            piece.readableBytes > 0 ? piece : nil
        }
    }
}
