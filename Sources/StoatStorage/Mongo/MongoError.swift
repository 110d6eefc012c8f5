internal import CMongoc

extension StorageError {
    /// The driver's error, read before the C object goes away.
    init(_ error: bson_error_t, operation: String, collection: String) {
        let message = withUnsafeBytes(of: error.message) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
        }
        self.init(
            Self.code(of: error),
            message,
            operation: operation,
            collection: collection,
            engineCode: error.code
        )
    }

    private static func code(of error: bson_error_t) -> Code {
        let server: Set<UInt32> = [
            MONGOC_ERROR_SERVER.rawValue, MONGOC_ERROR_COMMAND.rawValue,
            MONGOC_ERROR_QUERY.rawValue, MONGOC_ERROR_WRITE_CONCERN.rawValue, MONGOC_ERROR_COLLECTION.rawValue,
        ]
        switch error.domain {
        case MONGOC_ERROR_STREAM.rawValue: return .unavailable
        case MONGOC_ERROR_SERVER_SELECTION.rawValue:
            return isAuthentication(error) ? .unauthorized : .unavailable
        case MONGOC_ERROR_CLIENT.rawValue where error.code == MONGOC_ERROR_CLIENT_AUTHENTICATE.rawValue:
            return .unauthorized
        case let domain where server.contains(domain):
            if duplicateKeyCodes.contains(error.code) { return .duplicateKey }
            if unauthorizedCodes.contains(error.code) { return .unauthorized }
            return transientCodes.contains(error.code) ? .unavailable : .failed
        default: return .failed
        }
    }

    // A refused login surfaces as a failed selection whose text names it.
    private static func isAuthentication(_ error: bson_error_t) -> Bool {
        withUnsafeBytes(of: error.message) { raw in
            String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self).contains("uthentication")
        }
    }

    // Server error codes as MongoDB documents them.
    private static let duplicateKeyCodes: Set<UInt32> = [11000, 11001, 12582]
    private static let unauthorizedCodes: Set<UInt32> = [11, 13, 18]
    // Not primary, shutting down, primary stepped down, network, time limits, write concern not satisfied in time.
    private static let transientCodes: Set<UInt32> = [
        6, 7, 50, 64, 89, 91, 133, 134, 189, 262, 9001, 10058, 10107, 11600, 11602, 13435, 13436,
    ]
}
