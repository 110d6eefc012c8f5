import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /users/dms`: every direct message and group of the caller, and their saved messages.
    @Sendable func fetchDirectMessages(_ request: Request, context: APIContext) async throws -> Value {
        let channels = try await core.directChannels.of(try context.requireUser().id)
        return .array(channels.map { .object($0.wire) })
    }

    /// `GET /users/:target/dm`: the direct message with a user, made if needed; with oneself the saved messages.
    @Sendable func openDirectMessage(_ request: Request, context: APIContext) async throws -> Object {
        let caller = try context.requireUser()
        return try await core.actions.openDirectMessage(
            of: caller,
            with: try context.parameters.require("target")
        ).wire
    }
}
