import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /channels/:target/messages/:message`: edits one's own message.
    ///
    /// - Throws: ``APIError``: `.failedValidation`, `.payloadTooLarge`, `.notFound`, `.missingPermission(SendMessage)`,
    ///   `.notFound` of the message, `.cannotEditMessage`, `.missingPermission(SendEmbeds)`, `.failedValidation` of an
    ///   embed, `.notFound` of a medium.
    @Sendable func editMessage(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let edit = try await request.decode(MessageEdit.self)
        try edit.checkLength(limit: core.settings.features.limits.of(user.id, now: core.clock()).messageLength)
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.sendMessage)
        let message = try await core.messages.require(context.parameters.require("message"), in: access.channel.id)
        guard message.author == user.id else { throw APIError(.cannotEditMessage) }
        if let embeds = edit.embeds {
            try access.require(.sendEmbeds)
            var validation = Validation()
            for (index, embed) in embeds.enumerated() { embed.check(&validation, field: "embeds[\(index)]") }
            try validation.check()
        }
        return try await core.actions.editMessage(
            message,
            edit,
            in: access.channel,
            by: user.id,
            embedsLinks: access.has(.sendEmbeds)
        )
    }
}
