import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /servers/:target/members`: all members with their users, pairwise; `exclude_offline` leaves out those who
    /// do not show as online.
    ///
    /// - Throws: ``APIError`` `.notFound`, also for those who are no members.
    @Sendable func listMembers(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        let onlyOnline = context.query.bool("exclude_offline") ?? false
        return try await core.memberList(of: access.server.id, seenBy: user, onlyOnline: onlyOnline)
    }
}
