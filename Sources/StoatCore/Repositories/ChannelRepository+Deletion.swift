import StoatMessaging
public import StoatModels
import StoatStorage

extension ChannelRepository {
    /// Deletes a channel with all that hangs on it: messages in portions, the rest in one batch, the channel last, so
    /// that a deletion that was interrupted can be repeated.
    public func delete(_ channel: Channel) async throws {
        try await deleteMessages(of: [channel.id])
        var writes = Self.deletingContents(of: [channel.id])
        if let server = channel.server {
            let id = Value.string(channel.id.rawValue)
            writes.append(.update(.servers, .id(server), Update().adding("channels", .pull([id]))))
            for use in ["user_joined", "user_left", "user_kicked", "user_banned"] {
                let path = "system_messages.\(use)"
                writes.append(
                    .update(.servers, .and([.id(server), .equals(path, id)]), Update().unset(path))
                )
            }
        }
        writes.append(.delete(.channels, .id(channel.id)))
        try await store.write(writes)
        if let server = channel.server {
            try await leaveCategories(channel.id, of: server)
            await documents.invalidate(.channel(channel.id), .server(server))
        } else {
            await documents.invalidate(.channel(channel.id))
        }
    }

    /// Takes a channel out of its server's categories, whose list can only be written as a whole: not where somebody
    /// else rewrote it meanwhile.
    private func leaveCategories(_ channel: ChannelID, of server: ServerID) async throws {
        guard let row = try await store.findOne(.servers, where: .id(server)), let old = row["categories"],
            var categories = try Server(document: row).categories
        else { return }
        guard categories.contains(where: { $0.channels.contains(channel) }) else { return }
        for index in categories.indices { categories[index].channels.removeAll { $0 == channel } }
        try await store.updateOne(
            .servers,
            where: .and([.id(server), .equals("categories", old)]),
            Update().set("categories", .array(categories.map { .object($0.object) }))
        )
    }

    /// Deletes the messages of channels and gives their files over to deletion, in portions, so that no single write
    /// holds up others for long.
    func deleteMessages(of channels: [ChannelID]) async throws {
        let filter: Filter =
            channels.count == 1
            ? .field("channel", equals: channels[0]) : .field("channel", in: channels)
        while !channels.isEmpty {
            let rows = try await store.find(
                Query(.messages, where: filter, limit: Self.portion, fields: ["attachments", "embeds"])
            )
            guard !rows.isEmpty else { return }
            let ids = rows.compactMap { $0["_id"] }
            let files = rows.flatMap(Self.files)
            var writes: [Write] = []
            if !files.isEmpty {
                let used: Filter = .and([.equals("used_for.type", "Message"), .isIn("used_for.id", ids)])
                writes.append(
                    .update(
                        .attachments,
                        .or([.isIn("_id", files), used]),
                        Update().set("deleted", true),
                        scope: .all
                    )
                )
            }
            writes.append(.delete(.messages, .isIn("_id", ids), scope: .all))
            try await store.write(writes)
            if rows.count < Self.portion { return }
        }
    }

    /// Messages deleted in one write.
    private static let portion = 1000

    /// The files that a message row names: its attachments and the pictures of embeds that its sender wrote.
    private static func files(_ row: Object) -> [Value] {
        row.objects("attachments").compactMap { $0["_id"] }
            + row.objects("embeds").compactMap { $0.optionalObject("media")?["_id"] }
    }

    /// The writes that remove what belongs to channels, besides messages and the channels themselves.
    static func deletingContents(of channels: [ChannelID]) -> [Write] {
        guard !channels.isEmpty else { return [] }
        return [
            .delete(.channelInvites, .field("channel", in: channels), scope: .all),
            .delete(.channelUnreads, .field("_id.channel", in: channels), scope: .all),
            .delete(.channelWebhooks, .field("channel_id", in: channels), scope: .all),
            .update(
                .attachments,
                .field("used_for.id", in: channels),
                Update().set("deleted", true),
                scope: .all
            ),
        ]
    }
}
