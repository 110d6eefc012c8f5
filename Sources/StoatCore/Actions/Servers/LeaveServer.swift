public import StoatModels

extension Actions {
    /// Ends a membership and says so in the server.
    ///
    /// - Parameter isSilent: whether the system message is left out; the event is sent anyway.
    /// - Throws: ``APIError`` `.notFound` where there is no membership.
    public func removeMember(
        _ user: UserID,
        from server: Server,
        because reason: RemovalReason,
        isSilent: Bool = false
    ) async throws {
        let id = Member.ID(server: server.id, user: user)
        guard try await core.members.remove(id, at: core.clock()) else { throw APIError(.notFound) }
        core.announce(.memberLeft(id, reason: reason))
        guard !isSilent else { return }
        switch reason {
        case .leave: await say(.userLeft(user), in: server.systemMessages?.userLeft)
        case .kick: await say(.userKicked(user), in: server.systemMessages?.userKicked)
        case .ban: await say(.userBanned(user), in: server.systemMessages?.userBanned)
        }
    }
}
