/// What somebody may do in a server or channel: one bit per right, shared by both.
public struct Permissions: OptionSet, Sendable, Hashable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private static func bit(_ index: UInt64) -> Permissions { Permissions(rawValue: 1 << index) }

    public static let manageChannel = bit(0)
    public static let manageServer = bit(1)
    public static let managePermissions = bit(2)
    public static let manageRole = bit(3)
    public static let manageCustomisation = bit(4)
    public static let kickMembers = bit(6)
    public static let banMembers = bit(7)
    public static let timeoutMembers = bit(8)
    public static let assignRoles = bit(9)
    public static let changeNickname = bit(10)
    public static let manageNicknames = bit(11)
    public static let changeAvatar = bit(12)
    public static let removeAvatars = bit(13)
    public static let viewChannel = bit(20)
    public static let readMessageHistory = bit(21)
    public static let sendMessage = bit(22)
    public static let manageMessages = bit(23)
    public static let manageWebhooks = bit(24)
    public static let inviteOthers = bit(25)
    public static let sendEmbeds = bit(26)
    public static let uploadFiles = bit(27)
    public static let masquerade = bit(28)
    public static let react = bit(29)
    public static let connect = bit(30)
    public static let speak = bit(31)
    public static let video = bit(32)
    public static let muteMembers = bit(33)
    public static let deafenMembers = bit(34)
    public static let moveMembers = bit(35)
    public static let listen = bit(36)
    public static let mentionEveryone = bit(37)
    public static let mentionRoles = bit(38)
    public static let bypassSlowmode = bit(39)
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
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }
    public static let access = UserPermissions(rawValue: 1)
    public static let viewProfile = UserPermissions(rawValue: 2)
    public static let sendMessage = UserPermissions(rawValue: 4)
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
