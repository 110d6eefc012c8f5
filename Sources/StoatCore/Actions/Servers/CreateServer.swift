public import StoatModels

/// What a new server is to be.
public struct ServerDraft: Sendable {
    /// 1 to 32 characters.
    public var name: String
    /// At most 1024 characters.
    public var description: String?
    /// Whether it is for adults; stored and shown only.
    public var isNSFW: Bool

    /// A server that does not exist yet.
    public init(name: String, description: String? = nil, isNSFW: Bool = false) {
        self.name = name
        self.description = description
        self.isNSFW = isNSFW
    }
}

/// A server as somebody sees it who has just come in.
public struct EnteredServer: Sendable {
    /// The server.
    public let server: Server
    /// How many members it has now.
    public let memberCount: Int
    /// Those of its channels that the newcomer can view.
    public let channels: [Channel]
}

extension Actions {
    /// Makes a server with one channel, owned by `user`.
    ///
    /// - Throws: ``APIError`` `.tooManyServers`.
    public func createServer(_ draft: ServerDraft, by user: User) async throws -> EnteredServer {
        try await requireRoomForServer(user)
        let now = core.clock()
        let id = ServerID.new(at: now)
        let channel = Channel(id: .new(at: now), kind: .text(Channel.ServerChannel(server: id, name: "General")))
        var server = Server(id: id, owner: user.id, name: draft.name, channels: [channel.id])
        server.description = draft.description
        server.isNSFW = draft.isNSFW
        let member = Member(id: Member.ID(server: id, user: user.id), joinedAt: now)
        try await core.servers.insert(server, channels: [channel], owner: member)
        core.announce([
            .memberJoined(member),
            .serverCreated(server.wire(memberCount: 1), id: id, channels: [channel], emojis: [], for: user.id),
        ])
        return EnteredServer(server: server, memberCount: 1, channels: [channel])
    }

    /// Refuses users who are in as many servers as they may be; bots may be in any number.
    ///
    /// - Throws: ``APIError`` `.tooManyServers`.
    func requireRoomForServer(_ user: User) async throws {
        guard !user.isBot else { return }
        let limit = core.settings.features.limits.of(user.id, now: core.clock()).servers
        guard try await core.members.count(of: user.id) < limit else { throw APIError(.tooManyServers(max: limit)) }
    }
}
