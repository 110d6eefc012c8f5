import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

extension TestAPI {
    /// A server made through the API; the events of it are dropped.
    func server(of owner: Caller, _ name: String = "server") async throws -> Server {
        let answer = try await call(.post, "/servers/create", as: owner, ["name": .string(name)])
        _ = events()
        return try Server(document: answer.ok().object("server"))
    }

    /// Makes users members of a server, without events.
    func join(_ server: ServerID, _ users: Caller...) async throws {
        for user in users {
            _ = try await core.members.add(Member.ID(server: server, user: user.id), at: Self.now)
        }
    }

    /// A channel made through the API; the events of it are dropped.
    func channel(in server: ServerID, as owner: Caller, _ body: Object = ["name": "more"]) async throws -> Channel {
        let answer = try await call(.post, "/servers/\(server)/channels", as: owner, body)
        _ = events()
        return try Channel(document: answer.ok())
    }

    /// Gives a server a role with this override and these holders.
    func role(
        _ id: RoleID,
        in server: ServerID,
        allow: Permissions = [],
        deny: Permissions = [],
        rank: Int64 = 0,
        holders: Caller...
    ) async throws {
        let role = Role(
            id: id,
            name: id.rawValue.lowercased(),
            permissions: PermissionOverride(allow: allow, deny: deny),
            rank: rank
        )
        try await change(.servers, .id(server), Update().set("roles.\(id)", .object(role.object(.stored))))
        for holder in holders {
            try await change(
                .serverMembers,
                MemberRepository.row(Member.ID(server: server, user: holder.id)),
                Update().adding("roles", .push([.string(id.rawValue)]))
            )
        }
    }

    /// A group made through the API, its members made friends of its owner; the events of it are dropped.
    func group(of owner: Caller, with members: Caller...) async throws -> Channel {
        for member in members { try await befriend(owner, member) }
        let body: Object = ["name": "group", "users": .strings(members.map(\.id))]
        let answer = try await call(.post, "/channels/create", as: owner, body)
        _ = events()
        return try Channel(document: answer.ok())
    }

    /// A direct message, without events.
    func directMessage(_ one: Caller, _ other: Caller) async throws -> Channel {
        let channel = Channel(
            id: .new(at: Self.now),
            kind: .directMessage(isActive: true, recipients: [one.id, other.id])
        )
        try await core.channels.insert(channel)
        return channel
    }

    /// The saved messages of a user.
    func savedMessages(of user: Caller) async throws -> Channel {
        let channel = Channel(id: .new(at: Self.now), kind: .savedMessages(user: user.id))
        try await core.channels.insert(channel)
        return channel
    }

    /// An uploaded file that nothing uses yet.
    func upload(_ id: FileID, tag: String = "icons") async throws {
        let file = File(
            id: id,
            tag: tag,
            filename: "file.png",
            metadata: ["type": "Image", "width": 1, "height": 1],
            contentType: "image/png",
            size: 10,
            extra: ["hash": "abc", "uploaded_at": .string(Self.now.iso8601)]
        )
        try await core.store.insert(file.object(.stored), into: .attachments)
    }

    /// Whether a file was given over to deletion.
    func isDeleted(_ file: FileID) async throws -> Bool {
        try await core.store.findOne(.attachments, where: .id(file))?.bool("deleted") ?? false
    }

    /// A server as the store has it.
    func stored(_ id: ServerID) async throws -> Object? { try await core.store.findOne(.servers, where: .id(id)) }

    /// A channel as the store has it.
    func stored(_ id: ChannelID) async throws -> Object? { try await core.store.findOne(.channels, where: .id(id)) }

    /// A membership's row as the store has it, also where it only remembers something.
    func stored(_ id: Member.ID) async throws -> Object? {
        try await core.store.findOne(.serverMembers, where: MemberRepository.row(id))
    }
}
