import StoatMessaging
public import StoatModels
import StoatStorage

extension ServerRepository {
    /// Deletes a server with all that hangs on it.
    ///
    /// Messages go in portions, the rest in one batch. The owner's membership goes after the server itself: a deletion
    /// that was interrupted can be repeated by the owner. Emojis only lose their server, since old messages elsewhere
    /// still show them.
    public func delete(_ server: Server) async throws {
        let rows = try await store.find(Query(.channels, where: .field("server", equals: server.id), fields: []))
        let channels = Set(server.channels).union(rows.compactMap { $0.optionalID("_id") }).sorted()
        try await ChannelRepository(store: store, documents: documents).deleteMessages(of: channels)
        try await store.write(Self.deletion(of: server, channels: channels))
        // Copies of memberships may stay until they expire: without the server they mean nothing.
        await documents.cache.invalidate(
            [.server(server.id), .memberCount(server.id)] + channels.map { .channel($0) }
        )
    }

    private static func deletion(of server: Server, channels: [ChannelID]) -> [Write] {
        let id = server.id
        let owner: Filter = MemberRepository.row(Member.ID(server: id, user: server.owner))
        let roles = server.roles.map(\.id.rawValue)
        return ChannelRepository.deletingContents(of: channels) + [
            .update(
                .emojis,
                .field("parent.id", equals: id),
                Update().set("parent", EmojiRepository.nowhere),
                scope: .all
            ),
            .delete(.channels, .field("_id", in: channels), scope: .all),
            .delete(.channelInvites, .field("server", equals: id), scope: .all),
            .delete(
                .serverMembers,
                .and([.field("_id.server", equals: id), .notEquals("_id.user", .string(server.owner.rawValue))]),
                scope: .all
            ),
            .delete(.serverBans, .field("_id.server", equals: id), scope: .all),
            .update(
                .attachments,
                .isIn("used_for.id", ([id.rawValue] + roles).map { .string($0) }),
                Update().set("deleted", true),
                scope: .all
            ),
            .delete(.auditLogs, .field("server", equals: id), scope: .all),
            .delete(.servers, .id(id)),
            .delete(.serverMembers, owner),
        ]
    }
}
