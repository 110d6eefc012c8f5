/// What went wrong in a storage engine.
///
/// Never shown to clients: the edge logs it and answers a typed API error.
public struct StorageError: Error, Sendable, CustomStringConvertible {
    /// The kinds that callers tell apart.
    public enum Code: String, Sendable {
        /// A unique key is taken.
        case duplicateKey
        /// The engine cannot be reached, is read-only, or did not answer in time; a later try may succeed.
        case unavailable
        /// The work queue is full; a later try may succeed.
        case overloaded
        /// The credentials are wrong.
        case unauthorized
        /// The engine refused the command or broke.
        case failed
        /// The store has been closed.
        case closed
    }

    /// The kind of failure.
    public let code: Code
    /// The engine's own words, for the log.
    public let message: String
    /// The kind of call, in the protocol's spelling (`find_one`, `insert_one`, …), for `DatabaseError`.
    public let operation: String
    /// The collection, where one is known.
    public let collection: String
    /// The engine's own number for the error, 0 where it has none.
    let engineCode: UInt32

    /// An error of this kind, in the engine's words.
    public init(_ code: Code, _ message: String, operation: String = "", collection: String = "") {
        self.init(code, message, operation: operation, collection: collection, engineCode: 0)
    }

    init(_ code: Code, _ message: String, operation: String, collection: String, engineCode: UInt32) {
        self.code = code
        self.message = message
        self.operation = operation
        self.collection = collection
        self.engineCode = engineCode
    }

    /// Whether the same call may succeed later.
    public var isRetriable: Bool { code == .unavailable || code == .overloaded }

    /// The words for the log.
    public var description: String { "\(code.rawValue) in \(operation) \(collection): \(message)" }
}
