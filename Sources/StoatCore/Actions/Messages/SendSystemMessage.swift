import Logging
public import StoatModels

extension Actions {
    /// Says something in a channel in the server's own name: stored, published, recorded as the newest message.
    ///
    /// It accompanies an action that has already succeeded, so a failure is logged and swallowed.
    ///
    /// - Parameter excluded: recipients of a direct message or group that get no unread mention of it.
    public func sendSystemMessage(
        _ content: SystemMessage,
        in channel: Channel,
        excluding excluded: Set<UserID> = []
    ) async {
        var message = Message(id: core.messageIDs.next(at: core.clock()), channel: channel.id, author: .system)
        message.system = content
        do {
            try await MessageDelivery(core: core)
                .deliver(message, as: message.wire, in: channel, excluding: excluded)
        } catch {
            core.logger.error(
                "A system message was lost",
                metadata: ["channel": "\(channel.id)", "error": "\(error)"]
            )
        }
    }
}
