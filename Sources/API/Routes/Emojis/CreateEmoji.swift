import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /custom/emoji/:emoji`: makes an upload with the tag `emojis` an emoji; both have the same id.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.invalidOperation` for an emoji of no server; `.notFound`;
    ///   `.missingPermission(ManageCustomisation)`; then as the action.
    @Sendable func createEmoji(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let body = try await request.decode(NewEmoji.self)
        guard let server = body.server else { throw APIError(.invalidOperation) }
        let access = try await core.permissions.load(server: server, for: user)
        try access.require(.manageCustomisation)
        return try await core.actions.createEmoji(
            context.parameters.require("emoji"),
            named: body.name,
            isNSFW: body.isNSFW,
            in: server,
            by: user.id
        ).document
    }
}

/// Schema `DataCreateEmoji`.
private struct NewEmoji: JSONBody {
    let name: String
    /// `nil` for the parent `Detached`.
    let server: ServerID?
    let isNSFW: Bool

    init(from body: BodyReader) throws {
        self.name = try body.string("name")
        body.validation.emojiName(name, field: "name")
        self.server = try body.body("parent", as: Parent.self).server
        self.isNSFW = try body.optionalBool("nsfw") ?? false
    }

    /// Schema `EmojiParent`.
    private struct Parent: JSONBody {
        enum Kind: String {
            case server = "Server"
            case detached = "Detached"
        }

        let server: ServerID?

        init(from body: BodyReader) throws {
            let kind: Kind = try body.choice("type")
            self.server = kind == .server ? try body.id("id") : nil
        }
    }
}
