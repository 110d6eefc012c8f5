internal import Hummingbird
internal import StoatCore
internal import StoatModels

/// The routes of the file server.
struct AutumnRoutes: Sendable {
    let core: Core
    let work: WorkFolder
    let library: FileLibrary
    let known: KnownFiles
    let uploads: Uploads
    let previews: Previews

    var answers: FileAnswers { FileAnswers(library: library) }

    func table() -> RouteTable {
        var routes = RouteTable()
        routes.get("/") { _, _ in Self.banner }
        routes.get("/ratelimit") { _, _ in Self.rateLimit }
        routes.post("/:tag", handler: uploadFile)
        routes.get("/:tag/:file", handler: fetchPreview)
        routes.get("/:tag/:file/:name", handler: fetchOriginal)
        routes.get("/mod/:tag/:file/:name", handler: fetchForModeration)
        routes.addDocumentation(.autumn)
        routes.addHealth(core.readiness(and: HealthCheck("files") { [library] in try await library.ping() }))
        return routes
    }

    private static let banner: Object = [
        "autumn": "Hello, I am a file server!", "version": .string(Version.current),
    ]

    /// Only uploads are counted here; clients that ask find that nothing else is limited.
    private static let rateLimit: Object = [
        "key": 0, "limit": .int(4_294_967_295), "remaining": .int(4_294_967_295), "reset": 0,
    ]

    /// The tag named in the path.
    ///
    /// - Throws: ``APIError`` `.failedValidation` for any other word.
    func tag(_ context: APIContext) throws -> FileTag {
        guard let tag = FileTag(rawValue: try context.parameters.text("tag")) else {
            throw APIError(.failedValidation("tag: there is no such kind of file"))
        }
        return tag
    }

    /// The file named in the path.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    func require(_ tag: FileTag, _ context: APIContext) async throws -> StoredFile {
        let id = try context.parameters.require("file", as: FileID.self)
        guard let stored = try await known.find(id, tag: tag) else { throw APIError(.notFound) }
        return stored
    }

    /// The file named in the path, also one that is given over to deletion.
    ///
    /// - Throws: ``APIError`` `.notFound`.
    func requireForModeration(_ tag: FileTag, _ context: APIContext) async throws -> StoredFile {
        let id = try context.parameters.require("file", as: FileID.self)
        guard let stored = try await library.find(id, tag: tag, includingDeleted: true) else {
            throw APIError(.notFound)
        }
        return stored
    }
}
