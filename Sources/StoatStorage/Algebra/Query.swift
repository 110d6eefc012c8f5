public import StoatModels

/// A read of one collection.
public struct Query: Sendable {
    /// One sort key.
    public struct Sort: Sendable, Equatable {
        /// The dotted path to sort by.
        public let path: String
        /// Whether the smallest value comes first.
        public let isAscending: Bool

        /// Smallest value first.
        public static func ascending(_ path: String) -> Sort { Sort(path: path, isAscending: true) }
        /// Largest value first.
        public static func descending(_ path: String) -> Sort { Sort(path: path, isAscending: false) }
        /// Best text match first; only with ``Filter/text(_:)``.
        public static let relevance = Sort(path: "$relevance", isAscending: false)
    }

    /// The collection to read.
    public var collection: Collection
    /// Which documents are wanted.
    public var filter: Filter
    /// The sort keys, most important first.
    public var sort: [Sort]
    /// Largest number of documents; `nil` means all, which only bounded sets may ask for.
    public var limit: Int?
    /// How many matches to leave out at the start.
    public var skip: Int
    /// The top-level keys wanted besides `_id`; `nil` means whole documents.
    public var fields: [String]?

    /// Puts a query together; by default all documents in no particular order.
    public init(
        _ collection: Collection,
        where filter: Filter = .all,
        sort: [Sort] = [],
        limit: Int? = nil,
        skip: Int = 0,
        fields: [String]? = nil
    ) {
        self.collection = collection
        self.filter = filter
        self.sort = sort
        self.limit = limit
        self.skip = skip
        self.fields = fields
    }
}

/// A write to one collection, for ``DocumentStore/write(_:)``.
public enum Write: Sendable {
    /// Adds a document; a taken `_id` or unique key is ``StorageError/Code/duplicateKey``.
    case insert(Collection, Object)
    /// Puts a whole document in place of the one with its `_id`, or adds it.
    case replace(Collection, Object)
    /// Changes the first document that matches, or all of them; with `upsert` adds one made of the filter's
    /// equalities and the update when none matches.
    case update(Collection, Filter, Update, scope: Scope = .one, upsert: Bool = false)
    /// Removes the first document that matches, or all of them.
    case delete(Collection, Filter, scope: Scope = .one)

    /// How many of the matching documents a write touches.
    public enum Scope: Sendable { case one, all }
}

/// What a list of writes did, summed up.
public struct WriteResult: Sendable, Equatable {
    /// Documents that an update or delete found.
    public var matched: Int
    /// Documents that an upsert added.
    public var upserted: Int

    /// Sums up a list of writes.
    public init(matched: Int = 0, upserted: Int = 0) {
        self.matched = matched
        self.upserted = upserted
    }
}

/// Which form of the document an atomic find-and-update answers.
public enum ReturnedDocument: Sendable { case before, after }
