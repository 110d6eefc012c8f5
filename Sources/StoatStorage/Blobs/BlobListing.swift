/// The objects of a bucket, fetched page by page.
public struct BlobListing: AsyncSequence, Sendable {
    /// An object.
    public typealias Element = BlobEntry
    /// What fails on the way.
    public typealias Failure = BlobError

    /// A part of the listing.
    struct Page: Sendable {
        var entries: [BlobEntry]
        /// What to ask for the next page with; `nil` after the last.
        var next: String?
    }

    private let fetch: @Sendable (_ cursor: String?) async throws(BlobError) -> Page

    /// A listing whose pages `fetch` reads: the first one for `nil`.
    init(fetch: @escaping @Sendable (_ cursor: String?) async throws(BlobError) -> Page) { self.fetch = fetch }

    /// Starts from the beginning.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(fetch: fetch) }

    /// The objects, one after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let fetch: @Sendable (_ cursor: String?) async throws(BlobError) -> Page
        private var entries: [BlobEntry] = []
        private var index = 0
        private var cursor: String?
        private var isLast = false

        init(fetch: @escaping @Sendable (_ cursor: String?) async throws(BlobError) -> Page) { self.fetch = fetch }

        /// The next object, or `nil` after the last.
        public mutating func next(isolation actor: isolated (any Actor)?) async throws(BlobError) -> BlobEntry? {
            while index == entries.count {
                guard !isLast else { return nil }
                let page = try await fetch(cursor)
                (entries, index, cursor, isLast) = (page.entries, 0, page.next, page.next == nil)
            }
            defer { index += 1 }
            return entries[index]
        }
    }
}
