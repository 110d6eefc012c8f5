import Hummingbird
import StoatCore
import StoatModels

/// Whom to ask for friendship (schema `DataSendFriendRequest`).
struct FriendRequest: JSONBody {
    let username: String

    init(from body: BodyReader) throws { self.username = try body.string("username") }
}

extension APIRoutes {
    /// `POST /users/friend`: asks a user for friendship, or accepts theirs, by name and digits.
    @Sendable func requestFriend(_ request: Request, context: APIContext) async throws -> Object {
        let caller = try context.requireUser()
        let name = try await request.decode(FriendRequest.self).username
        guard let mark = name.firstIndex(of: "#") else { throw APIError(.invalidProperty) }
        let user = try await core.users.find(
            username: String(name[..<mark]),
            discriminator: String(name[name.index(after: mark)...])
        )
        guard let user else { throw APIError(.notFound) }
        return try await core.actions.changeRelationship(
            .addFriend,
            by: caller.id,
            with: user.id,
            acceptsBots: false
        )
    }

    /// `PUT /users/:target/friend`: asks a user for friendship, or accepts theirs.
    @Sendable func addFriend(_ request: Request, context: APIContext) async throws -> Object {
        try await change(.addFriend, context, acceptsBots: false)
    }

    /// `DELETE /users/:target/friend`: ends a friendship, or takes a request back or declines it.
    @Sendable func removeFriend(_ request: Request, context: APIContext) async throws -> Object {
        try await change(.removeFriend, context, acceptsBots: false)
    }

    /// `PUT /users/:target/block`: blocks a user.
    @Sendable func blockUser(_ request: Request, context: APIContext) async throws -> Object {
        try await change(.block, context, acceptsBots: true)
    }

    /// `DELETE /users/:target/block`: ends a block.
    @Sendable func unblockUser(_ request: Request, context: APIContext) async throws -> Object {
        try await change(.unblock, context, acceptsBots: true)
    }

    private func change(_ change: RelationshipChange, _ context: APIContext, acceptsBots: Bool) async throws -> Object {
        let caller = try context.requireUser()
        return try await core.actions.changeRelationship(
            change,
            by: caller.id,
            with: try context.parameters.require("target"),
            acceptsBots: acceptsBots
        )
    }
}
