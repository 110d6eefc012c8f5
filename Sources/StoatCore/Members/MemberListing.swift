import StoatMessaging
public import StoatModels

extension Core {
    /// All members of a server with their users, pairwise and by ascending id (schema `AllMemberResponse`): two
    /// queries.
    ///
    /// Members whose user is gone are left out.
    ///
    /// - Parameter onlyOnline: whether those are left out who do not show as online.
    public func memberList(of server: ServerID, seenBy viewer: User, onlyOnline: Bool) async throws -> Object {
        var members = try await self.members.all(of: server)
        if onlyOnline {
            let online = await presence.online(among: members.map(\.id.user))
            members.removeAll { !online.contains($0.id.user) }
        }
        let found = try await users.find(members.map(\.id.user))
        let byID = Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        members.removeAll { byID[$0.id.user] == nil }
        let views = await userViews.companions(members.compactMap { byID[$0.id.user] }, of: viewer)
        var pairs = Array(zip(members, views))
        // Connected, but invisible to others or to this viewer.
        if onlyOnline { pairs.removeAll { !$0.1.bool("online") } }
        return [
            "members": .array(pairs.map { .object($0.0.wire) }), "users": .array(pairs.map { .object($0.1) }),
        ]
    }
}

extension UserViews {
    /// Users as somebody sees them who shares a server or group with them; never with relations, not even one's own.
    public func companions(_ users: [User], of viewer: User) async -> [Object] {
        await known(users, to: viewer).map { view in
            var view = view
            view["relations"] = nil
            return view
        }
    }
}
