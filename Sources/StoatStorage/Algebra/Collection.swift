/// A named set of documents with the indexes it must have.
public struct Collection: Sendable, Equatable {
    /// Its name in MongoDB, and its table in SQLite.
    public let name: String
    public let indexes: [Index]
    /// The size of a capped collection, which MongoDB keeps by dropping its oldest documents; `nil` for ordinary ones.
    public let cappedBytes: Int?

    public init(_ name: String, indexes: [Index] = [], cappedBytes: Int? = nil) {
        self.name = name
        self.indexes = indexes
        self.cappedBytes = cappedBytes
    }

    public static func == (left: Collection, right: Collection) -> Bool { left.name == right.name }
}

/// One index of a collection.
public struct Index: Sendable, Equatable {
    /// What an index is made of.
    public enum Kind: Sendable, Equatable {
        /// Paths of single values, all ascending.
        case keys([String])
        /// One key for every element of the array at the path.
        case elements(String)
        /// A text index over one path, language English as upstream declares it. Searches are usually limited to one
        /// value of the path `within`, which an engine may make use of.
        case text(String, within: String)
        /// An ascending key whose documents expire at the BSON date they hold.
        case expiry(String)
    }

    /// Its exact name in existing databases.
    public let name: String
    public let kind: Kind
    public let isUnique: Bool
    /// Compares text without case, MongoDB's collation `{locale: "en", strength: 2}`.
    public let ignoresCase: Bool
    /// Whether upstream lacks it: such an index may fail to build without failing the start.
    public let isOptional: Bool

    public init(
        _ name: String,
        on kind: Kind,
        unique: Bool = false,
        ignoringCase: Bool = false,
        optional: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.isUnique = unique
        self.ignoresCase = ignoringCase
        self.isOptional = optional
    }
}
