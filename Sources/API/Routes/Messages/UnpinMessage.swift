import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target/messages/:message/pin`: unpins a message.
    ///
    /// - Throws: ``APIError``: `.headerTooLarge`, as ``messageToPin(_:context:)``, `.notPinned`.
    @Sendable func unpinMessage(_ request: Request, context: APIContext) async throws -> NoContent {
        let (message, access) = try await messageToPin(request, context: context)
        try await core.actions.unpinMessage(message, in: access.channel, by: access.user.id)
        return NoContent()
    }
}
