import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /servers/:target/roles`: adds a role to a server.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`; `.missingPermission(ManageRole)`; `.tooManyRoles`.
    @Sendable func createRole(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let new = try await request.decode(NewRole.self)
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.require(.manageRole)
        let role = try await core.actions.createRole(named: new.name, in: access.server)
        return ["id": .string(role.id.rawValue), "role": .object(role.object(.wire))]
    }
}

/// Schema `DataCreateRole`; its `rank` has no effect.
private struct NewRole: JSONBody {
    let name: String

    init(from body: BodyReader) throws { self.name = try body.string("name", length: 1...32) }
}
