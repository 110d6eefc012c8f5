import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /sync/unreads`: how far the caller has read each channel.
    @Sendable func fetchUnreads(_ request: Request, context: APIContext) async throws -> Value {
        let unreads = try await core.unreads.all(of: try context.requireUser().id)
        return .array(unreads.map { .object($0.document) })
    }
}
