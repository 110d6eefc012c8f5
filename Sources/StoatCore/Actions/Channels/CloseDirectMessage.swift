public import StoatModels
import StoatStorage

extension Actions {
    /// Closes a direct message, for both sides; the next message opens it again.
    public func closeDirectMessage(_ channel: Channel) async throws {
        guard let updated = try await core.channels.update(channel.id, Update().set("active", false)) else {
            throw APIError(.notFound)
        }
        core.announce(.channelUpdated(updated, data: ["active": false]))
    }
}
