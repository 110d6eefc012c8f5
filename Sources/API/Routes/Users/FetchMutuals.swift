import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /users/:target/mutual`: friends, servers and channels that the caller shares with a user.
    @Sendable func fetchMutuals(_ request: Request, context: APIContext) async throws -> Object {
        let caller = try context.requireUser()
        guard try context.parameters.require("target") != caller.id else { throw APIError(.invalidOperation) }
        let (user, permissions) = try await target(context, seenBy: caller)
        try permissions.require(.viewProfile)
        let shared = try await core.mutuals.shared(caller, user)
        return [
            "users": .strings(caller.friends.filter(Set(user.friends).contains)), "servers": .strings(shared.servers),
            "channels": .strings(shared.channels),
        ]
    }
}

extension User {
    fileprivate var friends: [UserID] { relations.filter { $0.status == .friend }.map(\.id) }
}
