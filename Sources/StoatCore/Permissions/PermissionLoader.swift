public import StoatModels

/// Loads what is needed to decide a user's rights, through the shared cache.
public struct PermissionLoader: Sendable {
    let documents: CachedDocuments
    let clock: @Sendable () -> Timestamp

    /// A user's access to a channel: two batches, the channel and what it refers to.
    ///
    /// - Throws: ``APIError`` `.notFound` where there is no such channel. A channel that the user may not see is
    ///   answered without any right.
    public func load(
        channel id: ChannelID,
        for user: User,
        file: String = #fileID,
        line: Int = #line
    ) async throws -> ChannelAccess {
        guard let row = try await documents.load(.channel(id)) else {
            throw APIError(.notFound, file: file, line: line)
        }
        return try await load(Channel(document: row), for: user)
    }

    /// A user's access to a channel that is already loaded: one batch, none for groups and saved messages.
    public func load(_ channel: Channel, for user: User) async throws -> ChannelAccess {
        switch channel.kind {
        case .savedMessages, .group:
            return ChannelAccess(user: user, channel: channel, now: clock())
        case .directMessage(_, let recipients):
            guard recipients.contains(user.id), let otherID = channel.otherRecipient(than: user.id) else {
                return ChannelAccess(user: user, channel: channel, now: clock())
            }
            let other = try await documents.load(.user(otherID)).map(User.init(document:))
            return ChannelAccess(user: user, channel: channel, other: other, now: clock())
        case .text(let properties):
            let (server, member) = try await membership(of: user.id, in: properties.server)
            return ChannelAccess(user: user, channel: channel, server: server, member: member, now: clock())
        }
    }

    /// A user's access to a server: one batch.
    ///
    /// - Throws: ``APIError`` `.notFound` where there is no such server. A server that the user is not in is answered
    ///   without any right.
    public func load(
        server id: ServerID,
        for user: User,
        file: String = #fileID,
        line: Int = #line
    ) async throws -> ServerAccess {
        let (server, member) = try await membership(of: user.id, in: id)
        guard let server else { throw APIError(.notFound, file: file, line: line) }
        return ServerAccess(user: user, server: server, member: member, now: clock())
    }

    private func membership(of user: UserID, in server: ServerID) async throws -> (Server?, Member?) {
        let rows = try await documents.load([.server(server), .member(Member.ID(server: server, user: user))])
        return (try rows[0].map(Server.init(document:)), try rows[1].map(Member.init(document:)))
    }
}

extension Core {
    /// Rights of users in servers and channels.
    public var permissions: PermissionLoader { PermissionLoader(documents: documents, clock: clock) }
}
