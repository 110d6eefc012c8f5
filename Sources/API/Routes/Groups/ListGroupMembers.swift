import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /channels/:target/members`: the people in a group.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission(ViewChannel)`; `.invalidOperation` for another type of
    ///   channel.
    @Sendable func listGroupMembers(_ request: Request, context: APIContext) async throws -> Value {
        let user = try context.requireUser()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.viewChannel)
        guard case .group(let group) = access.channel.kind else { throw APIError(.invalidOperation) }
        let users = try await core.users.find(group.recipients)
        return .array(await core.userViews.companions(users, of: user).map { .object($0) })
    }
}
