import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /servers/:target/members/:member`: one member, with `roles` together with the roles they hold.
    ///
    /// - Throws: ``APIError`` `.notFound`, also for those who are no members.
    @Sendable func fetchMember(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        let id = Member.ID(server: access.server.id, user: try context.parameters.require("member"))
        guard let member = try await core.members.find(id) else { throw APIError(.notFound) }
        guard context.query.bool("roles") == true else { return member.wire }
        let roles = access.server.roles.filter { member.roles.contains($0.id) }
        return [
            "member": .object(member.wire),
            "roles": .object(Object(roles.map { ($0.id.rawValue, .object($0.object(.wire))) })),
        ]
    }
}
