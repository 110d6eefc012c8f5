import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `GET /users/@me`: the own user.
    @Sendable func fetchSelf(_ request: Request, context: APIContext) async throws -> Object {
        await core.userViews.own(try context.requireUser())
    }

    /// `GET /users/:target`: a user as the caller may see them.
    @Sendable func fetchUser(_ request: Request, context: APIContext) async throws -> Object {
        let caller = try context.requireUser()
        let (user, permissions) = try await target(context, seenBy: caller)
        try permissions.require(.access)
        return await core.userViews.permitted(user, to: caller, permissions: permissions)
    }

    /// `GET /users/:target/profile`: the page of a user (schema `UserProfile`).
    @Sendable func fetchProfile(_ request: Request, context: APIContext) async throws -> Object {
        let caller = try context.requireUser()
        let (user, permissions) = try await target(context, seenBy: caller)
        try permissions.require(.viewProfile)
        return user.profile.object(.wire)
    }

    /// `GET /users/:target/flags`: the flags of a user, 0 for unknown ones.
    ///
    /// Needs no login.
    @Sendable func fetchUserFlags(_ request: Request, context: APIContext) async throws -> Object {
        let user = try await core.users.find(try context.parameters.require("target"))
        return ["flags": .int(Int64(user?.flags.rawValue ?? 0))]
    }

    /// The user named by the path and what the caller may do with them.
    ///
    /// - Throws: APIError `.notFound`.
    func target(_ context: APIContext, seenBy caller: User) async throws -> (User, UserPermissions) {
        let id: UserID = try context.parameters.require("target")
        if id == caller.id { return (caller, .all) }
        guard let user = try await core.users.find(id) else { throw APIError(.notFound) }
        return (user, try await core.userPermissions(of: caller, towards: user))
    }
}

extension UserPermissions {
    /// Demands a right.
    ///
    /// - Throws: APIError `.missingPermission` with the right's name.
    func require(_ right: UserPermissions, file: String = #fileID, line: Int = #line) throws {
        guard contains(right) else { throw APIError(.missingPermission(right.name), file: file, line: line) }
    }
}
