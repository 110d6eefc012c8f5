/// Which of its two spellings an entity is written in.
///
/// They share nearly all keys.
public enum DocumentForm: Sendable {
    /// As existing databases hold it: ISO text for times, storage-only keys included.
    case stored
    /// As clients see it.
    case wire

    /// A moment in this form.
    public func time(_ moment: Timestamp) -> Value {
        self == .stored ? .string(moment.iso8601) : .date(moment)
    }
}

/// An entity that is one document of a collection.
public protocol StoredDocument: Sendable {
    /// Reads a stored document leniently: every encoding ever written, unknown keys ignored.
    ///
    /// - Throws: ``DocumentError`` where a required key is missing or of a wrong kind.
    init(document: Object) throws

    /// The document to insert, with the omission rules of existing databases.
    var document: Object { get }
}
