import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /servers/:target/roles/:role`: removes a role.
    ///
    /// - Throws: ``APIError``: as ``requireManageableRole(_:)``.
    @Sendable func deleteRole(_ request: Request, context: APIContext) async throws -> NoContent {
        _ = try context.requireUser()
        try request.auditReason()
        let (role, server) = try await requireManageableRole(context)
        try await core.actions.deleteRole(role, of: server)
        return NoContent()
    }
}
