import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /auth/account/verify/:code`: confirms an address; a new account gets a ticket to log in with.
    @Sendable func verifyAccount(_ request: Request, context: APIContext) async throws -> Value {
        let ticket = try await core.actions.verifyAccount(token: try context.parameters.text("code"))
        return ticket.map { ["ticket": .object($0.document)] } ?? .null
    }
}
