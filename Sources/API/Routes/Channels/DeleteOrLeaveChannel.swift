import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target`: closes a direct message, leaves a group, deletes a server channel.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ViewChannel)`, for a server channel
    ///   `.missingPermission(ManageChannel)`; `.noEffect` for saved messages.
    @Sendable func deleteOrLeaveChannel(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        try request.auditReason()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.viewChannel)
        switch access.channel.kind {
        case .savedMessages: throw APIError(.noEffect)
        case .directMessage: try await core.actions.closeDirectMessage(access.channel)
        case .group:
            let isSilent = context.query.bool("leave_silently") ?? false
            try await core.actions.leaveGroup(access.channel, user.id, isSilent: isSilent)
        case .text:
            try access.require(.manageChannel)
            try await core.actions.deleteChannel(access.channel)
        }
        return NoContent()
    }
}
