import StoatModels

/// An advisory lock on preparing a database, held in a collection of its own: upstream reads the first document of
/// `migrations`, so nothing else may ever stand there.
struct SchemaLock: Sendable {
    static let collection = Collection("stoat_locks")
    private static let id: Value = "schema"
    /// A holder that died frees the lock after this long; preparing takes seconds unless an index is built.
    private static let lease: Duration = .seconds(120)

    let store: any DocumentStore
    private let owner = Value.string(ULID().description)

    init(store: any DocumentStore) { self.store = store }

    /// Runs `body` while holding the lock.
    ///
    /// - Throws: ``SchemaError/busy`` when another process keeps the lock for longer than `patience`.
    func hold<T>(patience: Duration, _ body: () async throws -> T) async throws -> T {
        let clock = ContinuousClock()
        let end = clock.now + patience
        while try await !acquire() {
            guard clock.now < end else { throw SchemaError.busy }
            try await clock.sleep(for: .milliseconds(100))
        }
        do {
            let result = try await body()
            try await release()
            return result
        } catch {
            // The first error says more; the lease frees the lock.
            try? await release()
            throw error
        }
    }

    private func acquire() async throws -> Bool {
        let now = Timestamp.now
        let expiry = Value.int(now.advanced(by: Self.lease).milliseconds)
        do {
            try await store.insert(["_id": Self.id, "owner": owner, "expires": expiry], into: Self.collection)
            return true
        } catch let error as StorageError where error.code == .duplicateKey {
            return try await store.updateOne(
                Self.collection,
                where: .and([.equals("_id", Self.id), .compare("expires", .lessThan, .int(now.milliseconds))]),
                Update().set("owner", owner).set("expires", expiry)
            )
        }
    }

    private func release() async throws {
        try await store.deleteOne(
            Self.collection,
            where: .and([.equals("_id", Self.id), .equals("owner", owner)])
        )
    }
}
