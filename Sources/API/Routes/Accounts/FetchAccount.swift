import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /auth/account`: the own id and address (schema `AccountInfo`).
    @Sendable func fetchAccount(_ request: Request, context: APIContext) async throws -> Object {
        let account = try await requireAccount(context)
        return ["_id": .string(account.id.rawValue), "email": .string(account.email)]
    }
}
