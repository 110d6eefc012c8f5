import HTTPTypes
import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /channels/:target/messages`: sends a message, once per `Idempotency-Key`.
    ///
    /// - Throws: ``APIError``: `.headerTooLarge`, `.duplicateNonce`, what reading the body throws, `.notFound`,
    ///   `.missingPermission`, then as ``Actions/sendMessage(_:with:key:)``.
    @Sendable func sendMessage(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let channel = try context.parameters.require("target", as: ChannelID.self)
        let key = request.headers.first(.idempotencyKey)
        return try await core.idempotencyKeys.once(key, by: user.id) {
            let draft = try await request.decode(MessageDraft.self)
            let access = try await core.permissions.load(channel: channel, for: user)
            try draft.authorise(with: access)
            return try await core.actions.sendMessage(draft, with: access, key: key)
        }
    }
}

extension MessageDraft {
    /// Checks the rights that sending and what is sent need.
    fileprivate func authorise(with access: ChannelAccess) throws {
        try access.require(.sendMessage)
        if let masquerade {
            try access.require(.masquerade)
            if masquerade.color != nil { try access.require(.manageRole) }
        }
        if !embeds.isEmpty { try access.require(.sendEmbeds) }
        if !attachments.isEmpty { try access.require(.uploadFiles) }
    }
}
