import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /channels/:target`: a channel of any type.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ViewChannel)`.
    @Sendable func fetchChannel(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.viewChannel)
        return access.channel.wire
    }
}
