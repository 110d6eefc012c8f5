import Hummingbird
import StoatCore
import StoatModels

/// A new name (schema `DataChangeUsername`).
struct UsernameChange: JSONBody {
    let username: String
    let password: String

    init(from body: BodyReader) throws {
        self.username = try body.string("username")
        self.password = try body.string("password", length: 8...1024)
        body.validation.username(username, field: "username")
    }
}

extension APIRoutes {
    /// `PATCH /users/@me/username`: gives the caller another name.
    ///
    /// The account is the session's also where a bot token names the user, so owners can rename their bots.
    @Sendable func changeUsername(_ request: Request, context: APIContext) async throws -> Object {
        let account = try await requireAccount(context)
        let user = try context.requireUser()
        let change = try await request.decode(UsernameChange.self)
        try await core.actions.requirePassword(change.password, of: account)
        return await core.userViews.own(try await core.actions.changeUsername(of: user, to: change.username))
    }
}
