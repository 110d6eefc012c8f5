import Logging
public import StoatModels

extension Actions {
    /// Makes a user a member of a server and says so there.
    ///
    /// A timeout or mute that an earlier membership left behind holds again.
    ///
    /// - Throws: ``APIError`` `.tooManyServers`, `.banned`, `.alreadyInServer`.
    public func joinServer(_ server: Server, as user: User) async throws -> EnteredServer {
        try await requireRoomForServer(user)
        // Loaded first: once the membership stands, nothing may fail before it is told.
        let (channels, emojis) = try await core.channels.withEmojis(of: server)
        let now = core.clock()
        let member = try await core.members.add(Member.ID(server: server.id, user: user.id), at: now)
        let visible = ServerAccess(user: user, server: server, member: member, now: now).visible(channels)
        let count = await memberCount(of: server.id)
        core.announce([
            .memberJoined(member),
            .serverCreated(
                server.wire(memberCount: count),
                id: server.id,
                channels: visible,
                emojis: emojis,
                for: user.id
            ),
        ])
        await say(.userJoined(user.id), in: server.systemMessages?.userJoined)
        return EnteredServer(server: server, memberCount: count, channels: visible)
    }

    private func memberCount(of server: ServerID) async -> Int {
        do { return try await core.memberCounts.of(server) } catch {
            core.logger.warning(
                "Members could not be counted",
                metadata: ["server": "\(server)", "error": "\(error)"]
            )
            return 0
        }
    }

    /// Sends a system message to the channel that a server chose for its kind, if it chose one that still exists.
    func say(_ message: SystemMessage, in id: ChannelID?) async {
        guard let id else { return }
        do {
            guard let channel = try await core.channels.find(id) else { return }
            await sendSystemMessage(message, in: channel)
        } catch {
            core.logger.error(
                "A system message was lost",
                metadata: ["channel": "\(id)", "error": "\(error)"]
            )
        }
    }
}
