internal import StoatCore
internal import StoatMessaging
internal import StoatModels
internal import StoatStorage

/// How many members servers have: from the shared cache, else counted with one query for all of them.
struct MemberCounting: Sendable {
    let core: Core

    /// Copies of counts live this long; they are approximate by name.
    private static let lifetime: Duration = .seconds(3600)
    /// Rows read to count several servers at once; beyond that each is counted by the engine.
    private static let scanLimit = 2000

    /// The counts, one round trip and on misses one query.
    func counts(of servers: [ServerID]) async throws -> [ServerID: Int] {
        let keys = servers.map { CacheKey(.memberCount, $0.rawValue) }
        let entries = await core.cache.read(keys)
        var counts: [ServerID: Int] = [:]
        for (server, entry) in zip(servers, entries) {
            if let count = entry.document?.optionalInteger("count") { counts[server] = Int(count) }
        }
        let misses = servers.filter { counts[$0] == nil }
        guard !misses.isEmpty else { return counts }
        let counted = try await scan(misses)
        counts.merge(counted) { _, new in new }
        let fills = zip(zip(servers, keys), entries).compactMap { server, entry -> CacheFill? in
            guard let count = counted[server.0] else { return nil }
            return CacheFill(server.1, ["count": .int(Int64(count))], token: entry.token, lifetime: Self.lifetime)
        }
        await core.cache.fill(fills)
        return counts
    }

    private func scan(_ servers: [ServerID]) async throws -> [ServerID: Int] {
        let filter = Filter.and([.field("_id.server", in: servers), .exists("pending_deletion_at", false)])
        let rows = try await core.store.find(
            Query(.serverMembers, where: filter, limit: Self.scanLimit, fields: ["_id"])
        )
        var counts = Dictionary(uniqueKeysWithValues: servers.map { ($0, 0) })
        if rows.count < Self.scanLimit {
            for row in rows {
                if let server = row[path: "_id.server"]?.string { counts[ServerID(server), default: 0] += 1 }
            }
            return counts
        }
        for server in servers {
            counts[server] = try await core.store.count(
                .serverMembers,
                where: .and([.field("_id.server", equals: server), .exists("pending_deletion_at", false)])
            )
        }
        return counts
    }
}
