internal import Hummingbird
internal import StoatCore
internal import StoatModels

extension AutumnRoutes {
    /// `POST /:tag`: takes a file of a form; answers its id.
    ///
    /// - Throws: ``APIError``: `.notAuthenticated`, `.invalidSession`; `.failedValidation` for an unknown tag and for a
    ///   body that is no form with a file; those of ``Uploads/add(_:tag:by:)``.
    @Sendable func uploadFile(_ request: Request, context: APIContext) async throws -> Object {
        let receiver = UploadReceiver(work: work, limit: core.settings.features.limits.global.bodyLimitSize)
        let user: User
        let tag: FileTag
        do {
            user = try caller(request, context)
            tag = try self.tag(context)
        } catch {
            await receiver.discard(request)
            throw error
        }
        let received = try await receiver.receive(request)
        defer { WorkFolder.remove(received.path) }
        let id = try await uploads.add(received, tag: tag, by: user)
        return ["id": .string(id.rawValue)]
    }

    private func caller(_ request: Request, _ context: APIContext) throws -> User {
        if let user = context.identity?.user { return user }
        let hasToken = request.headers.contains { $0.name == .sessionToken || $0.name == .botToken }
        throw APIError(hasToken ? .invalidSession : .notAuthenticated)
    }
}
