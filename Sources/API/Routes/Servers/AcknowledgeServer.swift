import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /servers/:target/ack`: marks every channel that the caller can view as read to its end.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.notFound`, also for those who are no members.
    @Sendable func acknowledgeServer(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        guard !user.isBot else { throw APIError(.isBot) }
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        let channels = access.visible(try await core.channels.of(access.server))
        try await core.actions.acknowledge(channels, by: user.id)
        return NoContent()
    }
}
