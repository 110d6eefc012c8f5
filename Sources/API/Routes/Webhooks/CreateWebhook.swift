import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /channels/:target/webhooks`: makes a webhook; the answer tells its token.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`; `.invalidOperation` for another type of channel;
    ///   `.missingPermission(ManageWebhooks)`; then as the action.
    @Sendable func createWebhook(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let new = try await request.decode(NewWebhook.self)
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        switch access.channel.kind {
        case .savedMessages, .directMessage: throw APIError(.invalidOperation)
        case .group, .text: try access.require(.manageWebhooks)
        }
        return try await core.actions.createWebhook(
            named: new.name,
            avatar: new.avatar,
            in: access.channel,
            by: user.id
        ).wire(showsToken: true)
    }
}

/// Schema `CreateWebhookBody`.
private struct NewWebhook: JSONBody {
    let name: String
    let avatar: FileID?

    init(from body: BodyReader) throws {
        self.name = try body.string("name", length: 1...32)
        self.avatar = try body.optionalString("avatar", length: 1...128).map { FileID(rawValue: $0) }
    }
}
