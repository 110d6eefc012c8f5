import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /custom/emoji/:emoji`: renames an emoji; who made it needs the right, too.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`, also for its server; `.notAuthenticated` for one that
    ///   no server offers; `.missingPermission(ManageCustomisation)`.
    @Sendable func editEmoji(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let change = try await request.decode(EmojiChange.self)
        let emoji = try await requireEmoji(context)
        guard let server = emoji.server else { throw APIError(.notAuthenticated) }
        try await core.permissions.load(server: server, for: user).require(.manageCustomisation)
        guard let name = change.name else { return emoji.document }
        return try await core.actions.renameEmoji(emoji, of: server, to: name).document
    }
}

/// Schema `DataEditEmoji`.
private struct EmojiChange: JSONBody {
    let name: String?

    init(from body: BodyReader) throws {
        self.name = try body.optionalString("name")
        if let name { body.validation.emojiName(name, field: "name") }
    }
}
