internal import CMongoc
internal import NIOCore
internal import StoatModels

/// One connection borrowed from the pool for one unit of work. Never leaves its thread; given back when it goes.
struct MongoClient: ~Copyable {
    private let pool: OpaquePointer
    private let client: OpaquePointer
    private let database: String

    init(from pool: OpaquePointer, database: String) {
        self.pool = pool
        self.client = mongoc_client_pool_pop(pool)
        self.database = database
    }

    deinit { mongoc_client_pool_push(pool, client) }

    /// Lends the named collection's handle.
    func withCollection<R>(_ name: String, _ body: (OpaquePointer) throws -> R) rethrows -> R {
        let collection: OpaquePointer = mongoc_client_get_collection(client, database, name)
        defer { mongoc_collection_destroy(collection) }
        return try body(collection)
    }

    /// Runs a command on the database, with the write concern when it writes.
    @discardableResult
    func command(_ command: Object, operation: String, collection: String = "", isWrite: Bool = false) throws -> Object
    {
        try withBSON(command) { document in
            let reply = bson_new()
            defer { bson_destroy(reply) }
            var error = bson_error_t()
            let isDone = isWrite
                ? mongoc_client_write_command_with_opts(client, database, document, nil, reply, &error)
                : mongoc_client_read_command_with_opts(client, database, document, nil, nil, reply, &error)
            guard isDone else { throw StorageError(error, operation: operation, collection: collection) }
            return try readBSON(reply)
        }
    }
}

/// Lends a document in the driver's form.
func withBSON<R>(_ object: Object, _ body: (OpaquePointer) throws -> R) throws -> R {
    let buffer = BSONWriter.encode(object)
    let document = buffer.withUnsafeReadableBytes { bytes in
        bson_new_from_data(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
    guard let document else { throw StorageError(.failed, "the document is too large for BSON", operation: "encode") }
    defer { bson_destroy(document) }
    return try body(document)
}

/// Reads a document of the driver.
func readBSON(_ document: OpaquePointer?) throws -> Object {
    guard let document, let data = bson_get_data(document) else { return [:] }
    // Documents of a batch lie at any address.
    let length = Int(Int32(littleEndian: UnsafeRawPointer(data).loadUnaligned(as: Int32.self)))
    return try BSONReader.decode(UnsafeRawBufferPointer(start: data, count: length))
}
