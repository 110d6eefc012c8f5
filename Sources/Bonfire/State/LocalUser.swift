internal import StoatModels

/// A user with at least one session in this process.
struct LocalUser {
    var user: User
    var memberships: [ServerID: Member]
    /// The direct messages, groups and saved messages that the user is in.
    var directs: Set<ChannelID>
    /// Users whose changes the sessions want, with what they are to this user.
    var followed: [UserID: RelationshipStatus]
    /// Bots among the other sides of direct messages, with their owners.
    var bots: [UserID: UserID]
    /// Sessions attached.
    var sessions = 0
    /// When the user last said that they type or stopped, by channel and which of the two.
    var typing: [Typing: Timestamp] = [:]

    struct Typing: Hashable {
        let channel: ChannelID
        let isStart: Bool
    }

    /// The topics that the bus must deliver for this user.
    ///
    /// Whoever adds to or takes from the parts acquires or releases the topics that go with it.
    var topics: Set<Topic> {
        Set(memberships.keys.map(Topic.server)).union(followed.keys.map(Topic.watchers))
            .union([.user(user.id), .watchers(user.id)])
    }
}

/// A channel without a server, shared by the local users in it.
struct DirectState {
    var channel: Channel
    var document: WireDocument

    init(_ channel: Channel) {
        self.channel = channel
        self.document = WireDocument(channel.wire)
    }
}
