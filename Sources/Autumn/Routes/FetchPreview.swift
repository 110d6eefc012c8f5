internal import Hummingbird
internal import StoatCore
internal import StoatModels

extension AutumnRoutes {
    /// `GET /:tag/:file`: a picture's preview in WebP, or the way to the original of anything else.
    ///
    /// - Throws: ``APIError``: `.failedValidation` for an unknown tag, `.notFound`, `.imageProcessingFailed`.
    @Sendable func fetchPreview(_ request: Request, context: APIContext) async throws -> Response {
        let tag = try tag(context)
        let stored = try await require(tag, context)
        guard try await hasPreview(stored.object, tag) else {
            return FileAnswers.redirect(to: [tag.rawValue, stored.file.id.rawValue, stored.file.filename])
        }
        let entityTag = "\"\(previews.key(stored.object, tag))\""
        if Conditions(request.headers, tag: entityTag).isNotModified { return answers.unchanged(tag: entityTag) }
        return answers.preview(try await previews.preview(stored.object, tag), tag: entityTag)
    }

    private func hasPreview(_ object: FileHash, _ tag: FileTag) async throws -> Bool {
        guard object.metadata["type"] == "Image" else { return false }
        if tag.flattensAnimations { return true }
        guard object.metadata["animated"] == nil else { return object.metadata["animated"]?.bool != true }
        // Rows from before this was known.
        let isAnimated = try await previews.isAnimated(object)
        try await core.fileHashes.setAnimated(isAnimated, on: object.id)
        return !isAnimated
    }
}
