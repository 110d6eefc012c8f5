internal import CMongoc
internal import NIOCore
internal import StoatModels

/// One connection for one unit of work, borrowed from the pool or made for the occasion.
///
/// Never leaves its thread; given back or closed when it goes.
struct MongoClient: ~Copyable {
    private let pool: OpaquePointer?
    private let client: OpaquePointer
    private let database: String

    /// Borrows a connection.
    init(from pool: OpaquePointer, database: String) {
        self.pool = pool
        self.client = mongoc_client_pool_pop(pool)
        self.database = database
    }

    /// Makes a connection whose calls may take an hour.
    init(patientlyTo settings: OpaquePointer, database: String) throws {
        let uri = MongoSettings.patient(settings)
        defer { mongoc_uri_destroy(uri) }
        guard let client: OpaquePointer = mongoc_client_new_from_uri(uri) else {
            throw StorageError(.failed, "the URL's options are not supported", operation: "connect")
        }
        mongoc_client_set_error_api(client, 2)
        self.pool = nil
        self.client = client
        self.database = database
    }

    deinit {
        if let pool { mongoc_client_pool_push(pool, client) } else { mongoc_client_destroy(client) }
    }

    /// Lends the named collection's handle.
    func withCollection<R>(_ name: String, _ body: (OpaquePointer) throws -> R) rethrows -> R {
        let collection: OpaquePointer = mongoc_client_get_collection(client, database, name)
        defer { mongoc_collection_destroy(collection) }
        return try body(collection)
    }

    /// Runs a command on the database, with the write concern when it writes.
    @discardableResult
    func command(
        _ command: Object,
        operation: String,
        collection: String = "",
        isWrite: Bool = false
    ) throws -> Object {
        try withBSON(command) { document in
            let reply: OpaquePointer = bson_new()
            defer { bson_destroy(reply) }
            var error = bson_error_t()
            let isDone =
                isWrite
                ? mongoc_client_write_command_with_opts(client, database, document, nil, reply, &error)
                : mongoc_client_read_command_with_opts(client, database, document, nil, nil, reply, &error)
            guard isDone else { throw StorageError(error, operation: operation, collection: collection) }
            return try readBSON(reply)
        }
    }

    /// The names of all collections of the database.
    func collectionNames() throws -> Set<String> {
        let handle: OpaquePointer = mongoc_client_get_database(client, database)
        defer { mongoc_database_destroy(handle) }
        var error = bson_error_t()
        guard let names = mongoc_database_get_collection_names_with_opts(handle, nil, &error) else {
            throw StorageError(error, operation: "list_collections", collection: "")
        }
        defer { bson_strfreev(names) }
        var found: Set<String> = []
        var next = names
        while let name = next.pointee {
            found.insert(String(cString: name))
            next += 1
        }
        return found
    }
}

/// Lends a document in the driver's form.
func withBSON<R>(_ object: Object, _ body: (OpaquePointer) throws -> R) throws -> R {
    let buffer = try BSONWriter.encode(object)
    let document: OpaquePointer? = buffer.withUnsafeReadableBytes { bytes in
        bson_new_from_data(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
    guard let document else { throw StorageError(.failed, "the document is too large for BSON", operation: "encode") }
    defer { bson_destroy(document) }
    return try body(document)
}

/// Reads a document of the driver.
func readBSON(_ document: OpaquePointer?) throws -> Object {
    guard let bytes = bytes(ofBSON: document) else { return [:] }
    return try BSONReader.decode(bytes)
}

/// The bytes of a document of the driver, valid as long as that is.
func bytes(ofBSON document: OpaquePointer?) -> UnsafeRawBufferPointer? {
    guard let document, let data = bson_get_data(document) else { return nil }
    let length = UnsafeRawPointer(data).loadUnaligned(as: Int32.self)
    return UnsafeRawBufferPointer(start: data, count: Int(Int32(littleEndian: length)))
}
