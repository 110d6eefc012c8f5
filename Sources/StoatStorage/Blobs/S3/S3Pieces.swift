internal import AsyncHTTPClient
internal import NIOCore
internal import Synchronization

/// An open answer that is read once.
final class S3Answer: Sendable {
    private let body: Mutex<HTTPClientResponse.Body?>

    init(_ body: HTTPClientResponse.Body) { self.body = Mutex(body) }

    /// The body, for the first who asks.
    func take() -> HTTPClientResponse.Body? {
        body.withLock { body in
            defer { body = nil }
            return body
        }
    }
}

/// The bytes of an object, asked for again from where they stopped when the connection breaks.
///
/// A reader that is slower than the store's patience loses its connection often; it should not notice.
struct S3Pieces: BlobPieces {
    /// Times that a connection may break before any byte came.
    private static let patience = 3

    /// Asks for a range of the very object that is being read.
    let fetch: @Sendable (Range<Int64>) async throws(BlobError) -> HTTPClientResponse.Body
    var position: Int64
    let end: Int64
    private var current: HTTPClientResponse.Body.AsyncIterator?
    private var rest = ByteBuffer()
    private var failures = 0

    init(
        _ answer: S3Answer,
        _ range: Range<Int64>,
        fetch: @escaping @Sendable (Range<Int64>) async throws(BlobError) -> HTTPClientResponse.Body
    ) {
        self.fetch = fetch
        self.position = range.lowerBound
        self.end = range.upperBound
        self.current = answer.take()?.makeAsyncIterator()
    }

    mutating func next() async throws(BlobError) -> ByteBuffer? {
        if rest.readableBytes == 0 {
            guard position < end else { return nil }
            rest = try await receive()
        }
        return rest.readSlice(length: min(rest.readableBytes, BlobBody.pieceSize))
    }

    private mutating func receive() async throws(BlobError) -> ByteBuffer {
        while true {
            do {
                var iterator: HTTPClientResponse.Body.AsyncIterator
                if let current {
                    iterator = current
                } else {
                    iterator = try await fetch(position..<end).makeAsyncIterator()
                }
                guard let piece = try await iterator.next(isolation: #isolation) else {
                    throw BlobError(.unavailable, "an answer that ended early")
                }
                position += Int64(piece.readableBytes)
                guard position <= end else { throw BlobError(.damaged, "more bytes than were asked for") }
                // Reading the end frees the connection for others.
                if position == end { _ = try? await iterator.next(isolation: #isolation) }
                current = position == end ? nil : iterator
                failures = 0
                return piece
            } catch {
                current = nil
                failures += 1
                let failure = BlobError(transport: error, "read")
                guard failure.isRetriable, failures < Self.patience else { throw failure }
            }
        }
    }
}
