import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /custom/emoji/:emoji`: takes an emoji from its server; for who made it, even after leaving, and for those
    /// who manage the server's emojis.
    ///
    /// - Throws: ``APIError``: `.notFound`, also for its server; `.missingPermission(ManageCustomisation)`.
    @Sendable func deleteEmoji(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        try request.auditReason()
        let emoji = try await requireEmoji(context)
        guard let server = emoji.server else { return NoContent() }
        if emoji.creator != user.id {
            try await core.permissions.load(server: server, for: user).require(.manageCustomisation)
        }
        try await core.actions.deleteEmoji(emoji.id, from: server)
        return NoContent()
    }
}
