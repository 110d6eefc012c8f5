import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `DELETE /channels/:target/messages/bulk`: deletes messages of the last seven days, those that exist.
    ///
    /// - Throws: ``APIError``: `.headerTooLarge`, `.failedValidation`, `.invalidOperation` for an id that is no ULID or
    ///   too old, `.notFound`, `.missingPermission(ManageMessages)`.
    @Sendable func deleteMessages(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        try request.auditReason()
        let ids = try await request.decode(BulkDeletion.self).ids
        let oldest = core.clock().advanced(by: .zero - BulkDeletion.maxAge)
        for id in ids {
            guard let time = id.creationTime, time >= oldest else { throw APIError(.invalidOperation) }
        }
        let access = try await core.permissions.load(channel: context.parameters.require("target"), for: user)
        try access.require(.manageMessages)
        try await core.actions.deleteMessages(ids, in: access.channel)
        return NoContent()
    }
}

/// Schema `OptionsBulkDelete`.
private struct BulkDeletion: JSONBody {
    /// Older messages can only be deleted one by one.
    static let maxAge: Duration = .seconds(7 * 86_400)

    let ids: [MessageID]

    init(from body: BodyReader) throws {
        guard let ids = try body.optionalList("ids", of: MessageID.self, count: 1...100) else {
            throw body.mismatch("ids", expected: "array of strings")
        }
        self.ids = ids
    }
}
