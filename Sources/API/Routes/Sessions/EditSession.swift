import Hummingbird
import StoatCore
import StoatModels

/// A new name for a login (schema `DataEditSession`).
struct SessionEdit: JSONBody {
    let friendlyName: String

    init(from body: BodyReader) throws { self.friendlyName = try body.string("friendly_name") }
}

extension APIRoutes {
    /// `PATCH /auth/session/:id`: renames a login of the account.
    @Sendable func editSession(_ request: Request, context: APIContext) async throws -> Object {
        let own = try context.requireSession()
        let edit = try await request.decode(SessionEdit.self)
        guard var session = try await core.sessions.find(try context.parameters.require("id")) else {
            throw APIError(.unknownUser)
        }
        guard session.user == own.user else { throw APIError(.invalidSession) }
        try await core.sessions.rename(session, to: edit.friendlyName)
        session.name = edit.friendlyName
        return session.info
    }
}
