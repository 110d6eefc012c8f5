import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target/messages/:message/reactions/:emoji`: takes a reaction back.
    ///
    /// `user_id` removes that user's reaction, `remove_all` everybody's with this emoji; both need `ManageMessages`,
    /// even for one's own id.
    ///
    /// - Throws: ``APIError``: `.notFound`, `.missingPermission` of `React`, then `ManageMessages`, `.notFound` of the
    ///   message or the reaction.
    @Sendable func removeReaction(_ request: Request, context: APIContext) async throws -> NoContent {
        let other = context.query.id("user_id", as: UserID.self)
        let removesAll = context.query.bool("remove_all") ?? false
        let rights: [Permissions] = other != nil || removesAll ? [.manageMessages] : []
        let (message, access) = try await messageToReact(context, rights: rights)
        let emoji = try context.parameters.text("emoji")
        if removesAll {
            try await core.actions.removeReactions(emoji, from: message, in: access.channel)
        } else {
            try await core.actions.removeReaction(
                emoji,
                of: other ?? access.user.id,
                from: message,
                in: access.channel
            )
        }
        return NoContent()
    }
}
