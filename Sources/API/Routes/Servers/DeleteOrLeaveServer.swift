import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /servers/:target`: deletes a server for its owner, leaves it for all others; `leave_silently` leaves
    /// without a system message.
    ///
    /// - Throws: ``APIError`` `.notFound`, also for those who are no members.
    @Sendable func deleteOrLeaveServer(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        if access.server.owner == user.id {
            try await core.actions.deleteServer(access.server)
        } else {
            let isSilent = context.query.bool("leave_silently") ?? false
            try await core.actions.removeMember(user.id, from: access.server, because: .leave, isSilent: isSilent)
        }
        return NoContent()
    }
}
