public import StoatModels

extension Actions {
    /// Ends one login; its sockets are logged out.
    public func endSession(_ session: Session) async throws {
        try await core.sessions.delete(session)
        core.announce(.deleteSession(session.id, of: session.user))
    }

    /// Ends every login of a user but one; their sockets are logged out.
    public func endAllSessions(of user: UserID, except kept: SessionID?) async throws {
        try await core.sessions.deleteAll(of: user, except: kept)
        core.announce(.deleteAllSessions(of: user, except: kept))
    }
}
