import Hummingbird
import StoatCore
import StoatModels

/// What is to change about a user (schema `DataEditUser`).
struct UserEditBody: JSONBody {
    let edit: UserEdit

    init(from body: BodyReader) throws {
        var edit = UserEdit(remove: try body.optionalList("remove") ?? [])
        edit.displayName = try body.optionalString("display_name", length: 2...32)
        if let name = edit.displayName {
            body.validation.pattern(!name.unicodeScalars.contains(where: Self.isForbidden), field: "display_name")
        }
        edit.pronouns = try body.optionalString("pronouns", length: 1...24)
        edit.avatar = try body.optionalString("avatar", length: 1...128).map { FileID($0) }
        if let status = try body.optionalBody("status", as: StatusBody.self) {
            edit.statusText = status.text
            edit.presence = status.presence
        }
        if let profile = try body.optionalBody("profile", as: ProfileBody.self) {
            edit.profileContent = profile.content
            edit.profileBackground = profile.background
        }
        edit.badges = try body.optionalInteger("badges")
        edit.flags = try body.optionalInteger("flags", as: Int32.self).map(UserFlags.init(rawValue:))
        self.edit = edit
    }

    /// Invisible or line-breaking: names may not hide or spread.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{200B}" || scalar == "\n" || scalar == "\r"
    }

    private struct StatusBody: JSONBody {
        let text: String?
        let presence: UserPresence?

        init(from body: BodyReader) throws {
            self.text = try body.optionalString("text", length: 0...128)
            self.presence = try body.optionalChoice("presence")
        }
    }

    private struct ProfileBody: JSONBody {
        let content: String?
        let background: FileID?

        init(from body: BodyReader) throws {
            self.content = try body.optionalString("content", length: 0...2000)
            self.background = try body.optionalString("background", length: 1...128).map { FileID($0) }
        }
    }
}

extension APIRoutes {
    /// `PATCH /users/:target`: changes the caller (`@me` or the own id), a bot of theirs, or, for administrators,
    /// anybody.
    ///
    /// Answers the edited user's own view.
    @Sendable func editUser(_ request: Request, context: APIContext) async throws -> Object {
        let caller = try context.requireUser()
        let edit = try await request.decode(UserEditBody.self).edit
        guard !edit.needsPrivilege || caller.isPrivileged else { throw APIError(.notPrivileged) }
        let user = try await editableTarget(context, by: caller)
        return await core.userViews.own(try await core.actions.editUser(user, edit))
    }

    private func editableTarget(_ context: APIContext, by caller: User) async throws -> User {
        let id: UserID = try context.parameters.require("target")
        if id == "@me" || id == caller.id { return caller }
        guard let user = try await core.users.find(id) else { throw APIError(.notFound) }
        guard caller.isPrivileged || user.botOwner == caller.id else { throw APIError(.notPrivileged) }
        return user
    }
}
