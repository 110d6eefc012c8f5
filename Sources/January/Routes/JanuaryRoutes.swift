internal import HTTPTypes
internal import Hummingbird
internal import StoatCore
internal import StoatModels

/// The routes of the link proxy.
struct JanuaryRoutes: Sendable {
    let core: Core
    let proxy: MediaProxy
    let embeds: Embeds

    func table() -> RouteTable {
        var routes = RouteTable()
        routes.get("/") { _, _ in Self.banner }
        routes.get("/proxy", handler: proxyMedia)
        routes.get("/embed", handler: describeLink)
        routes.addDocumentation(.january)
        routes.addHealth(core.readiness)
        return routes
    }

    private static let banner: Object = [
        "january": "Hello, I am a media proxy server!", "version": .string(Version.current),
    ]

    /// The address named in the query.
    ///
    /// - Throws: ``APIError`` `.failedValidation` without one.
    func url(_ context: APIContext) throws -> String {
        guard let url = context.query["url"] else { throw APIError(.failedValidation("url: missing")) }
        return url.trimming { $0.isWhitespace }
    }

    /// The result of a fetch, with failures as clients know them.
    func visibly<T>(_ work: () async throws -> T) async throws -> T {
        do {
            return try await work()
        } catch let error as FetchError {
            throw error.visible
        } catch let error as FetchFailure {
            throw error.visible
        }
    }
}
