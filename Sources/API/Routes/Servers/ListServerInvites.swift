import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /servers/:target/invites`: all invites of a server.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManageServer)`.
    @Sendable func listServerInvites(_ request: Request, context: APIContext) async throws -> Value {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.require(.manageServer)
        return .array(try await core.invites.of(access.server.id).map { .object($0.document) })
    }
}
