import Hummingbird
import StoatCore
import StoatModels

/// Where push notifications go (schema `WebPushSubscription`).
struct PushSubscription: JSONBody {
    let object: Object

    init(from body: BodyReader) throws {
        self.object = [
            "endpoint": .string(try body.string("endpoint")), "p256dh": .string(try body.string("p256dh")),
            "auth": .string(try body.string("auth")),
        ]
    }
}

extension APIRoutes {
    /// `POST /push/subscribe`: sends notifications of this login there.
    @Sendable func subscribeToPush(_ request: Request, context: APIContext) async throws -> NoContent {
        let session = try context.requireSession()
        let subscription = try await request.decode(PushSubscription.self)
        try await core.sessions.setSubscription(subscription.object, of: session)
        return NoContent()
    }

    /// `POST /push/unsubscribe`: sends no more notifications of this login.
    @Sendable func unsubscribeFromPush(_ request: Request, context: APIContext) async throws -> NoContent {
        try await core.sessions.setSubscription(nil, of: try context.requireSession())
        return NoContent()
    }
}
