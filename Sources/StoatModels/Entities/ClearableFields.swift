/// A field of a server that can be removed by name (schema `FieldsServer`).
public enum ServerField: String, Sendable, CaseIterable {
    case description = "Description"
    case categories = "Categories"
    case systemMessages = "SystemMessages"
    case icon = "Icon"
    case banner = "Banner"

    /// Where the field is stored.
    public var path: String {
        switch self {
        case .description: "description"
        case .categories: "categories"
        case .systemMessages: "system_messages"
        case .icon: "icon"
        case .banner: "banner"
        }
    }
}

/// A field of a channel that can be removed by name (schema `FieldsChannel`).
public enum ChannelField: String, Sendable, CaseIterable {
    case description = "Description"
    case icon = "Icon"
    case defaultPermissions = "DefaultPermissions"
    case voice = "Voice"
    case slowmode = "Slowmode"

    /// Where the field is stored.
    public var path: String {
        switch self {
        case .description: "description"
        case .icon: "icon"
        case .defaultPermissions: "default_permissions"
        case .voice: "voice"
        case .slowmode: "slowmode"
        }
    }
}

/// How a membership ended (schema `RemovalIntention`).
public enum RemovalReason: String, Sendable, CaseIterable {
    case leave = "Leave"
    case kick = "Kick"
    case ban = "Ban"
}

/// A field of a role that can be removed by name (schema `FieldsRole`).
public enum RoleField: String, Sendable, CaseIterable {
    case color = "Colour"
    case icon = "Icon"

    /// Where the field is stored within the role.
    public var path: String {
        switch self {
        case .color: "colour"
        case .icon: "icon"
        }
    }
}

/// A field of a membership that can be removed by name (schema `FieldsMember`).
public enum MemberField: String, Sendable, CaseIterable {
    case nickname = "Nickname"
    case pronouns = "Pronouns"
    case avatar = "Avatar"
    case roles = "Roles"
    case timeout = "Timeout"
    case canReceive = "CanReceive"
    case canPublish = "CanPublish"
    case joinedAt = "JoinedAt"
    case voiceChannel = "VoiceChannel"

    /// Where the field is stored; `nil` for what cannot go (the moment of joining) or is not stored.
    public var path: String? {
        switch self {
        case .nickname: "nickname"
        case .pronouns: "pronouns"
        case .avatar: "avatar"
        case .roles: "roles"
        case .timeout: "timeout"
        case .canReceive: "can_receive"
        case .canPublish: "can_publish"
        case .joinedAt, .voiceChannel: nil
        }
    }
}

/// A field of a webhook that can be removed by name (schema `FieldsWebhook`).
public enum WebhookField: String, Sendable, CaseIterable {
    case avatar = "Avatar"

    /// Where the field is stored.
    public var path: String {
        switch self {
        case .avatar: "avatar"
        }
    }
}
