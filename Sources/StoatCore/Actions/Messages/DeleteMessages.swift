public import StoatModels
import StoatStorage

extension Actions {
    /// Deletes a message with its files; where it was the newest of its channel, the one before takes its place.
    public func deleteMessage(_ message: Message, in channel: Channel) async throws {
        let events = try await delete([message], in: channel)
        core.announce(events + [.messageDeleted(message.id, in: channel)])
    }

    /// Deletes those of the messages that exist in a channel, with their files.
    public func deleteMessages(_ ids: [MessageID], in channel: Channel) async throws {
        let messages = try await core.messages.existing(ids, in: channel.id)
        let events = messages.isEmpty ? [] : try await delete(messages, in: channel)
        core.announce(events + [.messagesDeleted(messages.map(\.id), in: channel)])
    }

    /// Removes messages; answers the events that come before the deletion's own.
    private func delete(_ messages: [Message], in channel: Channel) async throws -> [Event] {
        let ids = messages.map(\.id)
        var writes: [Write] = []
        if let files = FileRepository.deleteFiles(of: messages) { writes.append(files) }
        writes.append(.delete(.messages, MessageRepository.named(ids, in: channel.id), scope: .all))
        try await core.store.write(writes)
        core.lastMessages.forget(ids, in: channel.id)
        return try await repairNewest(of: channel, after: ids)
    }

    /// Points a channel to its newest message again if that was among those deleted.
    ///
    /// Decided by what is left, not by what the channel's document says: the document lags behind by up to a second.
    private func repairNewest(of channel: Channel, after deleted: [MessageID]) async throws -> [Event] {
        guard let newestDeleted = deleted.max() else { return [] }
        if case .savedMessages = channel.kind { return [] }
        let newest = try await core.messages.newest(in: channel.id)
        if let newest, newest > newestDeleted { return [] }
        let wasNewest: Filter = .or([
            .exists("last_message_id", false),
            .compare("last_message_id", .atMost, .string(newestDeleted.rawValue)),
        ])
        let update =
            if let newest {
                Update().set("last_message_id", .string(newest.rawValue))
            } else {
                Update().unset("last_message_id")
            }
        try await core.store.updateOne(.channels, where: .and([.id(channel.id), wasNewest]), update)
        await core.documents.invalidate(.channel(channel.id))
        return newest.map { [.newestMessageChanged(to: $0, in: channel)] } ?? []
    }
}
