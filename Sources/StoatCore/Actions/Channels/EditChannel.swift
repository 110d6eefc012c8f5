public import StoatModels

/// What is to change about a channel; `nil` leaves a field alone.
public struct ChannelEdit: Sendable, Equatable {
    /// 1 to 32 characters.
    public var name: String?
    /// At most 1024 characters.
    public var description: String?
    /// The new owner of a group.
    public var owner: UserID?
    /// An unused upload with the tag `icons`.
    public var icon: FileID?
    /// Whether it is for adults; stored and shown only.
    public var isNSFW: Bool?
    /// Call settings of a server channel.
    public var voice: Channel.VoiceInformation?
    /// Seconds between two messages of one user in a server channel, 0 to 21600.
    public var slowmodeSeconds: Int64?
    /// Fields to remove; a new value in the same edit wins.
    public var remove: [ChannelField] = []

    /// An edit that changes nothing.
    public init() {}

    /// Whether nothing would change.
    public var isEmpty: Bool { self == ChannelEdit() }
}

extension Actions {
    /// Changes a group or server channel and answers it as it is now.
    ///
    /// - Throws: ``APIError`` `.invalidOperation` for other channels and for the owner of a server channel, `.notOwner`,
    ///   `.notInGroup`, `.notFound` for a file that cannot be used.
    public func editChannel(_ channel: Channel, _ edit: ChannelEdit, by user: UserID) async throws -> Channel {
        if let owner = edit.owner { try Self.requireTransfer(of: channel, to: owner, by: user) }
        let oldIcon: File?
        switch channel.kind {
        case .savedMessages, .directMessage: throw APIError(.invalidOperation)
        case .group(let group): oldIcon = group.icon
        case .text(let properties): oldIcon = properties.icon
        }
        let (change, updated) = try await claiming([.icon(edit.icon, of: channel.id)], by: user) { files in
            let change = Self.change(of: channel, by: edit, icon: files[0])
            guard !change.isEmpty else { return (change, channel) }
            guard let updated = try await core.channels.update(channel.id, change.update) else {
                throw APIError(.notFound)
            }
            return (change, updated)
        }
        guard !change.isEmpty else { return channel }
        if let oldIcon, edit.icon != nil || change.cleared.contains(.icon) { await discard([oldIcon.id]) }
        if channel.server == nil { await sayChanges(of: updated, by: edit, user) }
        core.announce(.channelUpdated(updated, data: change.data, clear: change.cleared))
        return updated
    }

    private static func requireTransfer(of channel: Channel, to owner: UserID, by user: UserID) throws {
        guard case .group(let group) = channel.kind else { throw APIError(.invalidOperation) }
        guard group.owner == user else { throw APIError(.notOwner) }
        guard group.recipients.contains(owner) else { throw APIError(.notInGroup) }
    }

    /// Fields that the channel's type does not have are left out.
    private static func change(of channel: Channel, by edit: ChannelEdit, icon: File?) -> PartialChange<ChannelField> {
        var change = PartialChange<ChannelField>()
        change.set("name", text: edit.name)
        change.set("owner", text: edit.owner?.rawValue)
        change.set("description", text: edit.description)
        change.set("icon", file: icon)
        change.set("nsfw", flag: edit.isNSFW)
        var fields: [ChannelField] = [.description, .icon]
        if channel.server != nil {
            if let voice = edit.voice { change.set("voice", .object(voice.object)) }
            if let slowmode = edit.slowmodeSeconds { change.set("slowmode", .int(slowmode)) }
            fields = ChannelField.allCases
        }
        for field in edit.remove where fields.contains(field) { change.clear(field.path, field) }
        return change
    }

    /// Groups hear of their changes in messages, too.
    private func sayChanges(of channel: Channel, by edit: ChannelEdit, _ user: UserID) async {
        var messages: [SystemMessage] = []
        if let owner = edit.owner { messages.append(.channelOwnershipChanged(from: user, to: owner)) }
        if let name = edit.name { messages.append(.channelRenamed(name: name, by: user)) }
        if edit.description != nil { messages.append(.channelDescriptionChanged(by: user)) }
        if edit.icon != nil { messages.append(.channelIconChanged(by: user)) }
        for message in messages { await sendSystemMessage(message, in: channel) }
    }
}
