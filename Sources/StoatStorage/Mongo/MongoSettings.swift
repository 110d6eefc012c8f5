internal import CMongoc

/// The driver's settings: those of the URL, and ours where it has none.
enum MongoSettings {
    /// Milliseconds.
    ///
    /// A server that is gone must fail calls well before clients give up (10 s).
    private static let timeouts: [(String, Int32)] = [
        ("serverSelectionTimeoutMS", 4000), ("connectTimeoutMS", 3000), ("socketTimeoutMS", 8000),
        ("heartbeatFrequencyMS", 2000), ("wTimeoutMS", 5000),
    ]

    /// Milliseconds after which the server ends a read by itself: before the socket's time-out, so that no read goes
    /// on that nobody waits for.
    static let readLimit: Int32 = 7000

    /// Reads a URL; the caller destroys the result.
    static func parse(_ url: String, connections: Int) throws -> OpaquePointer {
        var error = bson_error_t()
        guard let uri: OpaquePointer = mongoc_uri_new_with_error(url, &error) else {
            throw StorageError(error, operation: "connect", collection: "")
        }
        for (name, value) in timeouts where !mongoc_uri_has_option(uri, name) {
            mongoc_uri_set_option_as_int32(uri, name, value)
        }
        if mongoc_uri_get_option_as_int32(uri, "maxPoolSize", 100) < connections {
            mongoc_uri_set_option_as_int32(uri, "maxPoolSize", Int32(connections))
        }
        if mongoc_uri_get_appname(uri) == nil { mongoc_uri_set_appname(uri, "stoat") }
        if !mongoc_uri_has_option(uri, "w") {
            let concern = mongoc_write_concern_new()
            mongoc_write_concern_set_wmajority(concern, mongoc_uri_get_option_as_int32(uri, "wTimeoutMS", 5000))
            mongoc_write_concern_set_journal(concern, true)
            mongoc_uri_set_write_concern(uri, concern)
            mongoc_write_concern_destroy(concern)
        }
        return uri
    }

    /// A copy that waits an hour for an answer; the caller destroys it.
    static func patient(_ uri: OpaquePointer) -> OpaquePointer {
        let copy: OpaquePointer = mongoc_uri_copy(uri)
        mongoc_uri_set_option_as_int32(copy, "socketTimeoutMS", 3_600_000)
        return copy
    }
}
