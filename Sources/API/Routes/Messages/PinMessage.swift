import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /channels/:target/messages/:message/pin`: pins a message.
    ///
    /// - Throws: ``APIError``: `.headerTooLarge`, as ``messageToPin(_:context:)``, `.alreadyPinned`.
    @Sendable func pinMessage(_ request: Request, context: APIContext) async throws -> NoContent {
        let (message, access) = try await messageToPin(request, context: context)
        try await core.actions.pinMessage(message, in: access.channel, by: access.user.id)
        return NoContent()
    }

    /// The message that a pin route names and the caller's access to its channel.
    ///
    /// - Throws: ``APIError``: `.notFound`; `.missingPermission` of `ManageMessages`, or in a direct message, where both
    ///   sides may pin, of `ViewChannel`; `.notFound` of the message.
    func messageToPin(_ request: Request, context: APIContext) async throws -> (Message, ChannelAccess) {
        let user = try context.requireUser()
        try request.auditReason()
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        if case .directMessage = access.channel.kind {
            try access.require(.viewChannel)
        } else {
            try access.require(.manageMessages)
        }
        return (
            try await core.messages.require(context.parameters.require("message"), in: access.channel.id), access
        )
    }
}
