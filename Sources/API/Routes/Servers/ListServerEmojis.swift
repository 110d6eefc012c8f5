import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /servers/:target/emojis`: the emojis of a server.
    ///
    /// - Throws: ``APIError`` `.notFound`, also for those who are no members.
    @Sendable func listServerEmojis(_ request: Request, context: APIContext) async throws -> Value {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        return .array(try await core.emojis.of(access.server.id).map { .object($0.document) })
    }
}
