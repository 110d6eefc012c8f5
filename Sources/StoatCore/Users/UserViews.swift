import StoatMessaging
public import StoatModels

/// Turns users into what a viewer may see of them, with one presence look-up for all.
///
/// The four shapes are those of the gateway document §12.
public struct UserViews: Sendable {
    let core: Core

    /// Users known through a shared server, group or message list: everything, unless they blocked the viewer.
    ///
    /// The viewer, if among them, is shown as oneself.
    public func known(_ users: [User], to viewer: User) async -> [Object] {
        let online = await core.presence.online(among: users.map(\.id))
        return users.map { user in
            user.wire(
                .known(
                    user,
                    to: viewer,
                    isConnected: online.contains(user.id),
                    earlyAdopterCutoff: earlyAdopterCutoff
                )
            )
        }
    }

    /// One's own view, relations included.
    public func own(_ user: User) async -> Object {
        let isConnected = await isOnline(user.id)
        return user.wire(.own(isConnected: isConnected, earlyAdopterCutoff: earlyAdopterCutoff))
    }

    /// One user as somebody with these rights towards them sees them: status and presence need `ViewProfile`, except
    /// for bots, whose are public.
    public func permitted(_ user: User, to viewer: User, permissions: UserPermissions) async -> Object {
        if user.id == viewer.id { return await own(user) }
        let isConnected = await isOnline(user.id)
        return permitted(user, to: viewer, permissions: permissions, isConnected: isConnected)
    }

    /// As the asynchronous form, where presence is already at hand.
    public func permitted(
        _ user: User,
        to viewer: User,
        permissions: UserPermissions,
        isConnected: Bool
    ) -> Object {
        user.wire(
            UserView(
                relationship: user.isBot ? .none : viewer.relation(to: user.id),
                seesProfile: user.isBot || permissions.contains(.viewProfile),
                isConnected: isConnected,
                earlyAdopterCutoff: earlyAdopterCutoff
            )
        )
    }

    /// Users as an event carries them to many receivers at once: no relationship, status and presence as they are.
    public func broadcast(_ users: [User]) async -> [Object] {
        let online = await core.presence.online(among: users.map(\.id))
        return users.map { user in
            user.wire(
                UserView(
                    relationship: .none,
                    seesProfile: true,
                    isConnected: online.contains(user.id),
                    earlyAdopterCutoff: earlyAdopterCutoff
                )
            )
        }
    }

    /// Whether the user has a gateway session anywhere.
    public func isOnline(_ user: UserID) async -> Bool { await core.presence.online(among: [user]).contains(user) }

    /// Ids older than this carry the early-adopter badge; `nil` where no cut-off is configured.
    public var earlyAdopterCutoff: Timestamp? {
        core.settings.api.users.earlyAdopterCutoff.map(Timestamp.init(milliseconds:))
    }
}

extension Core {
    /// The shaping of users for viewers.
    public var userViews: UserViews { UserViews(core: self) }
}
