/// What somebody may do in a server or channel: one bit per right, shared by both.
public struct Permissions: OptionSet, Sendable, Hashable {
    /// The bits as stored and sent.
    public let rawValue: UInt64
    /// The rights of these bits, unassigned ones included.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private static func bit(_ index: UInt64) -> Permissions { Permissions(rawValue: 1 << index) }

    /// Create, edit and delete server channels, arrange categories and enter full voice channels.
    public static let manageChannel = bit(0)
    /// Edit the server, list its invites, delete those of others and invite bots.
    public static let manageServer = bit(1)
    /// Set the rights of roles and the defaults of the server and its channels.
    public static let managePermissions = bit(2)
    /// Create, edit, delete and reorder roles, and masquerade with a colour.
    public static let manageRole = bit(3)
    /// Create and edit emoji, and delete those of others.
    public static let manageCustomisation = bit(4)
    /// Remove members, who may join again.
    public static let kickMembers = bit(6)
    /// Ban and unban users, and list the bans.
    public static let banMembers = bit(7)
    /// Set and clear time-outs; whoever holds it cannot be timed out.
    public static let timeoutMembers = bit(8)
    /// Change which roles a member has.
    public static let assignRoles = bit(9)
    /// Change one's own nickname.
    public static let changeNickname = bit(10)
    /// Change the nicknames of others.
    public static let manageNicknames = bit(11)
    /// Change one's own avatar in the server.
    public static let changeAvatar = bit(12)
    /// Remove the server avatars of others.
    public static let removeAvatars = bit(13)
    /// See and acknowledge a channel, and receive its events.
    public static let viewChannel = bit(20)
    /// Fetch, list and search messages.
    public static let readMessageHistory = bit(21)
    /// Send and edit one's own messages, also through a webhook.
    public static let sendMessage = bit(22)
    /// Delete messages of others, pin and unpin, and remove reactions of others.
    public static let manageMessages = bit(23)
    /// Create, list, edit and delete webhooks.
    public static let manageWebhooks = bit(24)
    /// Create invites to a channel, and add users and bots to a group.
    public static let inviteOthers = bit(25)
    /// Send embeds of one's own and have links previewed.
    public static let sendEmbeds = bit(26)
    /// Attach files to messages.
    public static let uploadFiles = bit(27)
    /// Send messages under another name and avatar.
    public static let masquerade = bit(28)
    /// Add and remove one's own reactions, and prescribe a message's interactions.
    public static let react = bit(29)
    /// Join a voice call.
    public static let connect = bit(30)
    /// Publish a microphone in a call.
    public static let speak = bit(31)
    /// Publish a camera or a screen in a call.
    public static let video = bit(32)
    /// Take away and give back a member's voice in calls (`can_publish`).
    public static let muteMembers = bit(33)
    /// Take away and give back a member's hearing in calls (`can_receive`).
    public static let deafenMembers = bit(34)
    /// Move members to another voice channel, or out of the call.
    public static let moveMembers = bit(35)
    /// Subscribe to what others publish in a call.
    public static let listen = bit(36)
    /// Notify with `@everyone` and `@online`.
    public static let mentionEveryone = bit(37)
    /// Notify everybody who has a role by mentioning it.
    public static let mentionRoles = bit(38)
    /// Send without waiting for the channel's slowmode.
    public static let bypassSlowmode = bit(39)
    /// Query the server's audit log.
    public static let viewAuditLogs = bit(40)

    /// Bits 0 to 51: everything that may ever be granted; higher bits do not survive a JavaScript number.
    public static let grantAllSafe = Permissions(rawValue: 0x000F_FFFF_FFFF_FFFF)
    /// What a member in timeout, or a stranger in a direct message, keeps.
    public static let viewOnly: Permissions = [.viewChannel, .readMessageHistory]
    /// The base of the sets below.
    public static let standard: Permissions = [
        .viewOnly, .sendMessage, .inviteOthers, .sendEmbeds, .uploadFiles, .connect, .speak, .video, .listen,
    ]
    /// A direct message between friends, and a group without settings of its own.
    public static let directMessage: Permissions = [.standard, .manageChannel, .masquerade, .react]
    /// The default of a new server.
    public static let serverDefault: Permissions = [.standard, .react, .changeNickname, .changeAvatar]
    /// The rights stored on a new webhook.
    public static let webhook: Permissions = [.sendMessage, .sendEmbeds, .masquerade, .react]
}

extension Permissions {
    /// The protocol's name of the lowest bit set, as `MissingPermission` reports it.
    public var name: String { Self.names.first { contains($0.0) }?.1 ?? "GrantAllSafe" }

    private static let names: [(Permissions, String)] = [
        (.manageChannel, "ManageChannel"), (.manageServer, "ManageServer"),
        (.managePermissions, "ManagePermissions"), (.manageRole, "ManageRole"),
        (.manageCustomisation, "ManageCustomisation"), (.kickMembers, "KickMembers"), (.banMembers, "BanMembers"),
        (.timeoutMembers, "TimeoutMembers"), (.assignRoles, "AssignRoles"), (.changeNickname, "ChangeNickname"),
        (.manageNicknames, "ManageNicknames"), (.changeAvatar, "ChangeAvatar"), (.removeAvatars, "RemoveAvatars"),
        (.viewChannel, "ViewChannel"), (.readMessageHistory, "ReadMessageHistory"), (.sendMessage, "SendMessage"),
        (.manageMessages, "ManageMessages"), (.manageWebhooks, "ManageWebhooks"), (.inviteOthers, "InviteOthers"),
        (.sendEmbeds, "SendEmbeds"), (.uploadFiles, "UploadFiles"), (.masquerade, "Masquerade"), (.react, "React"),
        (.connect, "Connect"), (.speak, "Speak"), (.video, "Video"), (.muteMembers, "MuteMembers"),
        (.deafenMembers, "DeafenMembers"), (.moveMembers, "MoveMembers"), (.listen, "Listen"),
        (.mentionEveryone, "MentionEveryone"), (.mentionRoles, "MentionRoles"),
        (.bypassSlowmode, "BypassSlowmode"), (.viewAuditLogs, "ViewAuditLogs"),
    ]
}

/// What one user may do with another.
public struct UserPermissions: OptionSet, Sendable, Hashable {
    /// The bits as sent.
    public let rawValue: UInt64
    /// The rights of these bits.
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    /// Fetch the user.
    public static let access = UserPermissions(rawValue: 1)
    /// Fetch the profile and what both have in common, and see the status.
    public static let viewProfile = UserPermissions(rawValue: 2)
    /// Open a direct message with the user and send in it.
    public static let sendMessage = UserPermissions(rawValue: 4)
    /// Reserved: nothing asks for it, and it is never granted on its own.
    public static let invite = UserPermissions(rawValue: 8)
    /// Every bit, for friends, oneself and administrators.
    public static let all = UserPermissions(rawValue: .max)

    /// The protocol's name of the lowest bit set.
    public var name: String {
        if contains(.access) { return "Access" }
        if contains(.viewProfile) { return "ViewProfile" }
        return contains(.sendMessage) ? "SendMessage" : "Invite"
    }
}
