public import StoatModels

/// What somebody sees of an invite before accepting it.
public struct InvitePreview: Sendable {
    /// The invite.
    public let invite: Invite
    /// Where it leads.
    public let channel: Channel
    /// The channel's server, with its number of members; `nil` for a group.
    public let server: (server: Server, memberCount: Int)?
    /// Who made it.
    public let creator: User

    /// Schema `InviteResponse`.
    public var wire: Object {
        var object: Object = [
            "type": server == nil ? "Group" : "Server", "code": .string(invite.code.rawValue),
        ]
        if let (server, memberCount) = server {
            object.append("server_id", .string(server.id.rawValue))
            object.append("server_name", .string(server.name))
            object.append("server_icon", server.icon?.object(.wire))
            object.append("server_banner", server.banner?.object(.wire))
            if server.flags != 0 { object.append("server_flags", .int(Int64(server.flags))) }
            object.append("member_count", .int(Int64(memberCount)))
        }
        let (name, description) = channel.title
        object.append("channel_id", .string(channel.id.rawValue))
        object.append("channel_name", .string(name))
        object.append("channel_description", description)
        object.append("user_name", .string(creator.username))
        object.append("user_avatar", creator.avatar?.object(.wire))
        return object
    }
}

extension Core {
    /// What somebody sees of an invite before accepting it: one batch beyond the invite itself.
    ///
    /// - Throws: ``APIError`` `.notFound` where the code or anything that it leads to does not exist.
    public func preview(_ code: InviteCode) async throws -> InvitePreview {
        let invite = try await invite(code)
        var requests: [CachedDocuments.Request] = [.channel(invite.channel), .user(invite.creator)]
        if let server = invite.server { requests.append(.server(server)) }
        let rows = try await documents.load(requests)
        guard let channel = rows[0], let creator = rows[1] else { throw APIError(.notFound) }
        var server: (Server, Int)?
        if let id = invite.server {
            guard let row = rows[2] else { throw APIError(.notFound) }
            server = (try Server(document: row), try await memberCounts.of(id))
        }
        return InvitePreview(
            invite: invite,
            channel: try Channel(document: channel),
            server: server,
            creator: try User(document: creator)
        )
    }
}

extension Channel {
    /// The name and description that groups and server channels have.
    fileprivate var title: (name: String, description: String?) {
        switch kind {
        case .group(let group): (group.name, group.description)
        case .text(let channel): (channel.name, channel.description)
        case .savedMessages, .directMessage: ("", nil)
        }
    }
}
