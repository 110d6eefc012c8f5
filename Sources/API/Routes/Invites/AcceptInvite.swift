import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /invites/:code`: joins the server or group that an invite leads to.
    ///
    /// - Throws: ``APIError`` `.isBot`, then as the action.
    @Sendable func acceptInvite(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        guard !user.isBot else { throw APIError(.isBot) }
        switch try await core.actions.accept(context.parameters.require("code"), as: user) {
        case .server(let entered):
            return [
                "type": "Server",
                "server": .object(entered.server.wire(memberCount: entered.memberCount)),
                "channels": .array(entered.channels.map { .object($0.wire) }),
            ]
        case .group(let channel, let users):
            let views = await core.userViews.companions(users, of: user)
            return [
                "type": "Group", "channel": .object(channel.wire), "users": .array(views.map { .object($0) }),
            ]
        }
    }
}
