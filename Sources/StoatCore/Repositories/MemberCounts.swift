import StoatMessaging
public import StoatModels
import StoatStorage

/// How many members servers have, as shown in lists and invites: counted once an hour and after every change.
public struct MemberCounts: Sendable {
    let store: any DocumentStore
    let cache: any SharedCache

    private static let lifetime: Duration = .seconds(3600)
    private static let key = "count"

    /// The count of one server: one round trip to the cache, one count on a miss.
    public func of(_ server: ServerID) async throws -> Int { try await of([server])[server] ?? 0 }

    /// The counts of servers: one round trip to the cache, one count for each miss.
    public func of(_ servers: [ServerID]) async throws -> [ServerID: Int] {
        let keys = servers.map(CacheKey.memberCount)
        let entries = await cache.read(keys)
        var counts: [ServerID: Int] = [:]
        var fills: [CacheFill] = []
        for (index, server) in servers.enumerated() {
            if let known = entries[index].document?.optionalInteger(Self.key) {
                counts[server] = Int(known)
                continue
            }
            let count = try await store.count(.serverMembers, where: MemberRepository.members(of: server))
            counts[server] = count
            fills.append(
                CacheFill(
                    keys[index],
                    [Self.key: .int(Int64(count))],
                    token: entries[index].token,
                    lifetime: Self.lifetime
                )
            )
        }
        if !fills.isEmpty { await cache.fill(fills) }
        return counts
    }
}

extension Core {
    /// How many members servers have.
    public var memberCounts: MemberCounts { MemberCounts(store: store, cache: cache) }
}
