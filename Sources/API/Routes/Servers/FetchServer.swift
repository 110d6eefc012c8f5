import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /servers/:target`: a server, with `include_channels` with its visible channels in place of their ids.
    ///
    /// - Throws: ``APIError`` `.notFound`, also for those who are no members.
    @Sendable func fetchServer(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.requireMember()
        var server = try await wire(access.server)
        if context.query.bool("include_channels") == true {
            let channels = access.visible(try await core.channels.of(access.server))
            server["channels"] = .array(channels.map { .object($0.wire) })
        }
        return server
    }

    /// A server with its member count.
    func wire(_ server: Server) async throws -> Object {
        server.wire(memberCount: try await core.memberCounts.of(server.id))
    }
}
