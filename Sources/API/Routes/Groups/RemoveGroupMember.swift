import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target/recipients/:member`: removes somebody from a group; its owner only.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.notFound` for the channel; `.invalidOperation` for another type of channel;
    ///   `.missingPermission(ManageChannel)` for all but the owner; `.notFound` for the user; `.cannotRemoveYourself`;
    ///   `.notInGroup`.
    @Sendable func removeGroupMember(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        guard !user.isBot else { throw APIError(.isBot) }
        guard let channel = try await core.channels.find(context.parameters.require("target")) else {
            throw APIError(.notFound)
        }
        guard case .group(let group) = channel.kind else { throw APIError(.invalidOperation) }
        guard group.owner == user.id else { throw APIError(.missingPermission(Permissions.manageChannel.name)) }
        guard let other = try await core.users.find(context.parameters.require("member")) else {
            throw APIError(.notFound)
        }
        guard other.id != user.id else { throw APIError(.cannotRemoveYourself) }
        try await core.actions.leaveGroup(channel, other.id, removedBy: user.id)
        return NoContent()
    }
}
