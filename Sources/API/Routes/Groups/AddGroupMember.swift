import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /channels/:target/recipients/:member`: adds a friend to a group.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.notFound` for the channel; `.missingPermission(InviteOthers)`;
    ///   `.invalidOperation` for another type of channel; `.notFound` for the user; `.notFriends`; `.alreadyInGroup`;
    ///   `.groupTooLarge`.
    @Sendable func addGroupMember(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        guard !user.isBot else { throw APIError(.isBot) }
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.inviteOthers)
        guard case .group = access.channel.kind else { throw APIError(.invalidOperation) }
        guard let other = try await core.users.find(context.parameters.require("member")) else {
            throw APIError(.notFound)
        }
        guard [.friend, .user].contains(user.relation(to: other.id)) else { throw APIError(.notFriends) }
        _ = try await core.actions.addToGroup(access.channel, other.id, by: user.id)
        return NoContent()
    }
}
