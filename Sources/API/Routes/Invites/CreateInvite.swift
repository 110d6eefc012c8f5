import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /channels/:target/invites`: makes an invite to a group or server channel.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.notFound`; `.missingPermission(InviteOthers)`; `.invalidOperation` for
    ///   another type of channel.
    @Sendable func createInvite(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        guard !user.isBot else { throw APIError(.isBot) }
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.inviteOthers)
        switch access.channel.kind {
        case .savedMessages, .directMessage: throw APIError(.invalidOperation)
        case .group, .text: return try await core.invites.create(to: access.channel, by: user.id).document
        }
    }
}
