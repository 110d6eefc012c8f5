import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /servers/:target/roles/ranks`: puts the roles of a server in order.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ManageRole)`; `.invalidOperation` unless every role is
    ///   named once; `.notElevated` where one moves that does not stand below all roles of the caller.
    @Sendable func reorderRoles(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let order = try await request.decode(RoleOrder.self).roles
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.require(.manageRole)
        let current = access.server.roles.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
        guard order.count == current.count, Set(order) == Set(current.map(\.id)) else {
            throw APIError(.invalidOperation)
        }
        for (role, new) in zip(current, order) where role.rank <= access.ranking && role.id != new {
            throw APIError(.notElevated)
        }
        return try await wire(core.actions.reorderRoles(order, of: access.server.id))
    }
}

/// Schema `DataEditRoleRanks`.
private struct RoleOrder: JSONBody {
    let roles: [RoleID]

    init(from body: BodyReader) throws {
        self.roles = try body.optionalList("ranks") ?? { throw body.mismatch("ranks", expected: "array") }()
    }
}
