internal import HTTPTypes
internal import Hummingbird
internal import StoatCore
internal import StoatModels

extension AutumnRoutes {
    /// `GET /:tag/:file/:name`: a file as it was stored; the name `original` leads to the real one.
    ///
    /// - Throws: ``APIError``: `.failedValidation` for an unknown tag, `.notFound`, also for another name.
    @Sendable func fetchOriginal(_ request: Request, context: APIContext) async throws -> Response {
        let tag = try tag(context)
        let stored = try await require(tag, context)
        return try await original(stored, below: [tag.rawValue], request, context, .everybody)
    }

    /// `GET /mod/:tag/:file/:name`: the same for moderators, deleted files included.
    ///
    /// - Throws: ``APIError``: `.failedValidation`, `.notAuthenticated` without an administrator's key, `.notFound`.
    @Sendable func fetchForModeration(_ request: Request, context: APIContext) async throws -> Response {
        let tag = try tag(context)
        let sent = request.headers[.adminToken] ?? ""
        guard core.settings.api.security.adminKeys.contains(where: { SecretText.isEqual($0, sent) }) else {
            throw APIError(.notAuthenticated)
        }
        let stored = try await requireForModeration(tag, context)
        return try await original(stored, below: ["mod", tag.rawValue], request, context, .moderators)
    }

    private func original(
        _ stored: StoredFile,
        below path: [String],
        _ request: Request,
        _ context: APIContext,
        _ lifetime: FileAnswers.Lifetime
    ) async throws -> Response {
        let name = try context.parameters.text("name")
        guard name == stored.file.filename else {
            guard name == "original" else { throw APIError(.notFound) }
            return FileAnswers.redirect(to: path + [stored.file.id.rawValue, stored.file.filename])
        }
        return try await answers.original(stored, request, lifetime: lifetime)
    }
}

extension HTTPField.Name {
    /// Proves that somebody moderates the instance.
    static let adminToken = HTTPField.Name("X-Admin-Token") ?? .authorization
}
