import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PUT /channels/:target/messages/:message/reactions/:emoji`: reacts to a message.
    ///
    /// - Throws: ``APIError``: `.notFound`, `.missingPermission(React)`, `.notFound` of the message, then as
    ///   ``Actions/addReaction(_:to:in:by:)``.
    @Sendable func addReaction(_ request: Request, context: APIContext) async throws -> NoContent {
        let (message, access) = try await messageToReact(context)
        let emoji = try context.parameters.text("emoji")
        try await core.actions.addReaction(emoji, to: message, in: access.channel, by: access.user.id)
        return NoContent()
    }

    /// The message that a reaction route names and the caller's access to its channel.
    ///
    /// - Parameter rights: what is needed besides `React`, checked in this order.
    /// - Throws: ``APIError``: `.notFound`, `.missingPermission`, `.notFound` of the message.
    func messageToReact(_ context: APIContext, rights: [Permissions] = []) async throws -> (Message, ChannelAccess) {
        let user = try context.requireUser()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        for right in [.react] + rights { try access.require(right) }
        return (
            try await core.messages.require(context.parameters.require("message"), in: access.channel.id), access
        )
    }
}
