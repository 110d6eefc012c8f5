import StoatMessaging
import StoatModels

/// Keeps of the users that a message names those who can see it.
struct MentionFilter {
    let core: Core

    /// Those of the candidates that can be mentioned in a channel, in their order; none where there are no candidates.
    ///
    /// Direct messages and groups: the recipients, without a look at the store. Server channels: members who can view
    /// the channel, one batch of cached documents.
    func visible(_ candidates: [UserID], to access: ChannelAccess) async throws -> [UserID] {
        guard !candidates.isEmpty else { return [] }
        switch access.channel.kind {
        case .savedMessages: return []
        case .directMessage, .group: return candidates.filter(access.channel.recipients.contains)
        case .text(let channel):
            guard let server = access.server else { return [] }
            return try await members(candidates, of: server, viewing: channel)
        }
    }

    private func members(
        _ candidates: [UserID],
        of server: Server,
        viewing channel: Channel.ServerChannel
    ) async throws -> [UserID] {
        let now = core.clock()
        let rows = try await core.documents.load(candidates.map { .member(Member.ID(server: server.id, user: $0)) })
        let members = core.documents.decode(rows.compactMap { $0 }, as: Member.self)
        func canView(_ member: Member, isPrivileged: Bool) -> Bool {
            ServerPermissions.canView(channel, server: server, member: member, isPrivileged: isPrivileged, now: now)
        }
        var visible = Set(members.filter { canView($0, isPrivileged: false) }.map(\.id.user))
        // Administrators see everything; only the documents of those who otherwise would not are needed to know.
        let others = members.map(\.id.user).filter { !visible.contains($0) }
        if !others.isEmpty {
            let users = try await core.documents.load(others.map { .user($0) })
            let privileged = core.documents.decode(users.compactMap { $0 }, as: User.self).filter(\.isPrivileged)
            visible.formUnion(privileged.map(\.id))
        }
        return candidates.filter(visible.contains)
    }
}
