import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /invites/:code`: removes an invite; for its maker, or for those who manage where it leads.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManageServer)`, for a group
    ///   `.missingPermission(ManageChannel)` for all but its owner.
    @Sendable func deleteInvite(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        try request.auditReason()
        let invite = try await core.invite(context.parameters.require("code"))
        if invite.creator != user.id { try await requireDeletion(of: invite, by: user) }
        try await core.invites.delete(invite.code)
        return NoContent()
    }

    private func requireDeletion(of invite: Invite, by user: User) async throws {
        if let server = invite.server {
            return try await core.permissions.load(server: server, for: user).require(.manageServer)
        }
        let channel = try await core.channels.find(invite.channel)
        if case .group(let group)? = channel?.kind, group.owner == user.id { return }
        throw APIError(.missingPermission(Permissions.manageChannel.name))
    }
}
