public import StoatModels

/// What a new group is to be.
public struct GroupDraft: Sendable {
    /// 1 to 32 characters.
    public var name: String
    /// At most 1024 characters.
    public var description: String?
    /// An unused upload with the tag `icons`.
    public var icon: FileID?
    /// Who is in it besides its maker.
    public var users: [UserID]
    /// Whether it is for adults; stored and shown only.
    public var isNSFW: Bool

    /// A group that does not exist yet.
    public init(
        name: String,
        description: String? = nil,
        icon: FileID? = nil,
        users: [UserID] = [],
        isNSFW: Bool = false
    ) {
        self.name = name
        self.description = description
        self.icon = icon
        self.users = users
        self.isNSFW = isNSFW
    }
}

extension Actions {
    /// Makes a group of friends, owned by `user`.
    ///
    /// - Throws: ``APIError`` `.notFriends`, `.groupTooLarge`, `.notFound` for an icon that cannot be used.
    public func createGroup(_ draft: GroupDraft, by user: User) async throws -> Channel {
        var recipients = [user.id]
        for other in draft.users where !recipients.contains(other) {
            guard user.relation(to: other) == .friend else { throw APIError(.notFriends) }
            recipients.append(other)
        }
        let limit = core.settings.features.limits.global.groupSize
        guard recipients.count <= limit else { throw APIError(.groupTooLarge(max: limit)) }
        let id = ChannelID.new(at: core.clock())
        let channel = try await claiming([.icon(draft.icon, of: id)], by: user.id) { [recipients] files in
            var group = Channel.Group(
                name: draft.name,
                owner: user.id,
                description: draft.description,
                recipients: recipients,
                isNSFW: draft.isNSFW
            )
            group.icon = files[0]
            let channel = Channel(id: id, kind: .group(group))
            try await core.channels.insert(channel)
            return channel
        }
        core.announce(.channelCreated(channel, for: recipients))
        return channel
    }
}
