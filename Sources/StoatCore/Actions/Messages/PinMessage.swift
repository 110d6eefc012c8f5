public import StoatModels
import StoatStorage

extension Actions {
    /// Pins a message and says so in the channel.
    ///
    /// - Throws: ``APIError`` `.alreadyPinned`.
    public func pinMessage(_ message: Message, in channel: Channel, by user: UserID) async throws {
        let isNew = try await core.messages.update(
            message.id,
            Update().set("pinned", true),
            if: .notEquals("pinned", true)
        )
        guard isNew else { throw APIError(.alreadyPinned) }
        core.announce(.messageUpdated(message.id, in: channel, data: ["pinned": true]))
        await sendSystemMessage(.messagePinned(message.id, by: user), in: channel)
    }

    /// Unpins a message and says so in the channel.
    ///
    /// - Throws: ``APIError`` `.notPinned`.
    public func unpinMessage(_ message: Message, in channel: Channel, by user: UserID) async throws {
        let wasPinned = try await core.messages.update(
            message.id,
            Update().unset("pinned"),
            if: .equals("pinned", true)
        )
        guard wasPinned else { throw APIError(.notPinned) }
        core.announce(.messageUpdated(message.id, in: channel, data: [:], clear: [.pinned]))
        await sendSystemMessage(.messageUnpinned(message.id, by: user), in: channel)
    }
}
