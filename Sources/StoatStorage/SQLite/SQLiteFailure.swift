import GRDB

extension StorageError {
    /// What an error of the SQLite engine means to callers.
    init(_ error: any Error, operation: String, collection: String) {
        switch error {
        case let error as StorageError:
            self.init(
                error.code,
                error.message,
                operation: error.operation.isEmpty ? operation : error.operation,
                collection: error.collection.isEmpty ? collection : error.collection
            )
        case let error as DatabaseError:
            self.init(
                Self.code(of: error),
                error.message ?? "\(error.extendedResultCode)",
                operation: operation,
                collection: collection
            )
        default: self.init(.failed, "\(error)", operation: operation, collection: collection)
        }
    }

    private static func code(of error: DatabaseError) -> Code {
        switch error.extendedResultCode {
        case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY, .SQLITE_CONSTRAINT_ROWID: return .duplicateKey
        default: break
        }
        return switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_FULL, .SQLITE_IOERR:
            .unavailable
        case .SQLITE_AUTH, .SQLITE_PERM: .unauthorized
        case .SQLITE_MISUSE where error.message?.contains("closed") == true: .closed
        default: .failed
        }
    }
}
