import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /channels/create`: makes a group of friends.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.failedValidation`; `.notFriends`; `.groupTooLarge`; `.notFound` for the
    ///   icon.
    @Sendable func createGroup(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let body = try await request.decode(NewGroup.self)
        guard !user.isBot else { throw APIError(.isBot) }
        return try await core.actions.createGroup(body.draft(), by: user).wire
    }
}

/// Schema `DataCreateGroup`.
///
/// Limits are checked by ``draft()``, after the caller is found to be a user.
private struct NewGroup: JSONBody {
    let name: String
    let description: String?
    let icon: String?
    let users: [UserID]
    let isNSFW: Bool

    init(from body: BodyReader) throws {
        self.name = try body.string("name")
        self.description = try body.optionalString("description")
        self.icon = try body.optionalString("icon")
        self.users = try body.optionalList("users") ?? []
        self.isNSFW = try body.optionalBool("nsfw") ?? false
    }

    func draft() throws -> GroupDraft {
        var validation = Validation()
        validation.length(name, in: 1...32, field: "name")
        if let description { validation.length(description, in: 0...1024, field: "description") }
        if let icon { validation.length(icon, in: 1...128, field: "icon") }
        validation.count(Set(users).count, in: 0...49, field: "users")
        try validation.check()
        return GroupDraft(
            name: name,
            description: description,
            icon: icon.map { FileID($0) },
            users: users,
            isNSFW: isNSFW
        )
    }
}
