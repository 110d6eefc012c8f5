public import StoatModels

/// Where an accepted invite led.
public enum AcceptedInvite: Sendable {
    /// Into a server.
    case server(EnteredServer)
    /// Into a group, with everybody in it, the newcomer included.
    case group(Channel, users: [User])
}

extension Actions {
    /// Brings a user to where an invite leads.
    ///
    /// The channel it names needs no right.
    ///
    /// - Throws: ``APIError`` `.notFound`; `.tooManyServers`, `.banned`, `.alreadyInServer` for a server;
    ///   `.alreadyInGroup`, `.groupTooLarge` for a group.
    public func accept(_ code: InviteCode, as user: User) async throws -> AcceptedInvite {
        let invite = try await core.invite(code)
        if let id = invite.server {
            guard let server = try await core.servers.find(id) else { throw APIError(.notFound) }
            return .server(try await joinServer(server, as: user))
        }
        guard let channel = try await core.channels.current(invite.channel) else { throw APIError(.notFound) }
        let group = try await addToGroup(channel, user.id, by: invite.creator)
        return .group(group, users: try await core.users.find(group.recipients))
    }
}
