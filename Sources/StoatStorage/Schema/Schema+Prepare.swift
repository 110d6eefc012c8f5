public import Logging
import StoatModels

extension Schema {
    /// Registration codes as they were called before revision 51; a guide still tells operators to insert here.
    static let legacyInvites = Collection("invites")

    /// Makes a database ready for use: initialises an empty one, accepts one at the current or a newer revision, takes
    /// over one at revision 50 or 51, and ensures that all collections and indexes exist.
    ///
    /// Every process may call this at its start; a lock lets one at a time do it. It is safe to be killed anywhere:
    /// the marker is the first thing an empty database gets, and everything after it is repeated at the next start.
    ///
    /// - Throws: ``SchemaError`` when the database needs the operator, ``StorageError`` when it does not work.
    public static func prepare(
        _ store: any DocumentStore,
        logger: Logger,
        patience: Duration = .seconds(180)
    ) async throws {
        try await SchemaLock(store: store).hold(patience: patience) {
            try await prepareLocked(store, logger: logger)
        }
    }

    private static func prepareLocked(_ store: any DocumentStore, logger: Logger) async throws {
        let found = try await storedRevision(store)
        switch found {
        case nil:
            guard try await !store.hasCollections() else { throw SchemaError.markerMissing }
            logger.info("Initialising an empty database", metadata: ["revision": "\(revision)"])
            try await store.insert(["_id": .int32(0), "revision": .int32(revision)], into: .migrations)
        case let found? where found < Int64(oldestSupportedRevision):
            throw SchemaError.tooOld(revision: found)
        default: break
        }
        try await store.ensure(all)
        let copied = try await copyLegacyInvites(store)
        if copied > 0 { logger.info("Copied registration codes from 'invites'", metadata: ["codes": "\(copied)"]) }
        if let found, found < Int64(revision) {
            try await store.updateOne(
                .migrations,
                where: .compare("revision", .lessThan, .int32(revision)),
                Update().set("revision", .int32(revision))
            )
            logger.info("Took over the database", metadata: ["from": "\(found)", "to": "\(revision)"])
        }
    }

    private static func storedRevision(_ store: any DocumentStore) async throws -> Int64? {
        guard let marker = try await store.findOne(.migrations, where: .all) else { return nil }
        guard let revision = marker["revision"]?.integer else { throw SchemaError.markerUnreadable }
        return revision
    }

    // Codes that exist in both places keep their newer state (`used`, `claimed_by`). The old collection stays, so that
    // going back to upstream's release 0.13 keeps its invitations.
    private static func copyLegacyInvites(_ store: any DocumentStore) async throws -> Int {
        let legacy = try await store.find(Query(legacyInvites))
        guard !legacy.isEmpty else { return 0 }
        let codes = legacy.compactMap { $0["_id"] }
        let known = try await store.find(Query(.accountInvites, where: .isIn("_id", codes), fields: ["_id"]))
        let missing = legacy.filter { row in !known.contains { $0["_id"] == row["_id"] } }
        for row in missing {
            do { try await store.insert(row, into: .accountInvites) } catch let error as StorageError
                where error.code == .duplicateKey
            {
                continue
            }
        }
        return missing.count
    }
}
