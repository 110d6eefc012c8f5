/// A named set of documents with the indexes it must have.
public struct Collection: Sendable, Equatable {
    /// Its name in MongoDB, and its table in SQLite.
    public let name: String
    /// The indexes it must have.
    public let indexes: [Index]
    /// The size of a capped collection, which MongoDB keeps by dropping its oldest documents; `nil` for ordinary ones.
    public let cappedBytes: Int?

    /// Names a collection and declares its indexes.
    public init(_ name: String, indexes: [Index] = [], cappedBytes: Int? = nil) {
        self.name = name
        self.indexes = indexes
        self.cappedBytes = cappedBytes
    }

    /// Whether both are the same, by name or by value.
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
    /// What it is made of.
    public let kind: Kind
    /// Whether no two documents may share a key.
    public let isUnique: Bool
    /// Compares text without case, MongoDB's collation `{locale: "en", strength: 2}`.
    public let ignoresCase: Bool
    /// Whether upstream lacks it: such an index may fail to build without failing the start.
    public let isOptional: Bool

    /// Declares an index.
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
