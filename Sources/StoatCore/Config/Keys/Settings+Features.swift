internal import StoatModels

extension Settings {
    /// Features and limits (`features`).
    public struct Features: SettingsSection {
        /// Whether webhooks can be executed.
        public var webhooksEnabled = false
        /// Whether everyone, online members and roles can be mentioned.
        public var massMentionsEnabled = true
        /// Whether such mentions are pushed.
        public var massMentionsSendNotifications = true
        /// Limits.
        public var limits = Limits()
        /// Tuning.
        public var advanced = Advanced()
        /// Links to documents.
        public var legalLinks = LegalLinks()

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Features.")
            section.key("webhooks_enabled", &webhooksEnabled, "Whether webhooks can be executed.", example: true)
            section.key(
                "mass_mentions_enabled",
                &massMentionsEnabled,
                "Whether everyone, online members and roles can be mentioned.",
                example: false
            )
            section.key(
                "mass_mentions_send_notifications",
                &massMentionsSendNotifications,
                "Whether such mentions are pushed to devices.",
                example: false
            )
            section.table("advanced", &advanced)
            section.table("legal_links", &legalLinks)
            section.table("limits", &limits)
        }
    }
}

extension Settings.Features {
    /// Tuning (`features.advanced`).
    public struct Advanced: SettingsSection {
        /// Messages that a channel's pushes are held back for.
        public var processMessageDelayLimit = 5
        /// Repeats a gateway connection remembers.
        public var seenEventsCacheSize = 2048

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Tuning.")
            section.key(
                "process_message_delay_limit",
                &processMessageDelayLimit,
                "Messages of a channel after which its mentions and pushes are handled at once."
            )
            section.key(
                "seen_events_cache_size",
                &seenEventsCacheSize,
                "Accepted; repeats are recognised by their id without a cache per connection."
            )
        }
    }

    /// Links to documents (`features.legal_links`).
    public struct LegalLinks: SettingsSection {
        /// Terms of service.
        public var termsOfService = ""
        /// Privacy policy.
        public var privacyPolicy = ""
        /// Community guidelines.
        public var guidelines = ""

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Links that clients show.")
            section.key("terms_of_service", &termsOfService, "Terms of service.", example: "https://example.com/terms")
            section.key("privacy_policy", &privacyPolicy, "Privacy policy.", example: "https://example.com/privacy")
            section.key("guidelines", &guidelines, "Community guidelines.", example: "https://example.com/rules")
        }
    }
}

extension Limits: SettingsSection {
    mutating func bind(_ section: SettingsReader.Section) {
        section.table("global", &global)
        section.table("new_user", &newUser)
        section.table("default", &`default`)
    }
}

extension GlobalLimits: SettingsSection {
    mutating func bind(_ section: SettingsReader.Section) {
        section.summary("Limits that hold for everybody. Clients are told all of them.")
        section.key("group_size", &groupSize, "Most people in a group.")
        section.key("message_embeds", &messageEmbeds, "Most embeds of a message.")
        section.key("message_replies", &messageReplies, "Most messages one can reply to at once.")
        section.key("message_reactions", &messageReactions, "Most different reactions to a message.")
        section.key("server_emoji", &serverEmoji, "Most emojis of a server.")
        section.key("server_roles", &serverRoles, "Most roles of a server.")
        section.key("server_channels", &serverChannels, "Most channels of a server.")
        section.key("new_user_hours", &newUserHours, "Hours for which an account counts as new.")
        section.key(
            "body_limit_size",
            &bodyLimitSize,
            "Largest request to the file server in bytes; more than the largest upload."
        )
        section.key(
            "restrict_server_creation",
            &restrictServerCreation,
            "The only users who may create servers; an empty list means everybody may.",
            example: ["01H00000000000000000000000"]
        )
    }
}

extension UserLimits: SettingsSection {
    mutating func bind(_ section: SettingsReader.Section) {
        section.summary("Limits of a user: `new_user` while the account counts as new, `default` afterwards.")
        section.key(
            "outgoing_friend_requests",
            &outgoingFriendRequests,
            "Most friend requests that wait for an answer."
        )
        section.key("bots", &bots, "Most bots a user owns.")
        section.key("message_length", &messageLength, "Most bytes of a message and its embeds' descriptions.")
        section.key("message_attachments", &messageAttachments, "Most files of a message.")
        section.key("servers", &servers, "Most servers a user is in.")
        section.key("voice_quality", &voiceQuality, "Highest audio frequency of calls in hertz.")
        section.key("video", &video, "Whether a user may send video.", example: false)
        section.key("video_resolution", &videoResolution, "Largest width and height of video.")
        section.key(
            "video_aspect_ratio",
            &videoAspectRatio,
            "Smallest and largest ratio of width to height of video; equal values allow any."
        )
        var sizes = UploadSizes(bytes: fileUploadSizeLimit)
        section.table("file_upload_size_limit", &sizes)
        fileUploadSizeLimit = sizes.bytes
    }
}

/// Largest uploads (`features.limits.….file_upload_size_limit`).
private struct UploadSizes: SettingsSection {
    var bytes: [String: Int] = [:]

    init() {}

    init(bytes: [String: Int]) { self.bytes = bytes }

    mutating func bind(_ section: SettingsReader.Section) {
        section.summary("Largest uploads in bytes.")
        for tag in ["attachments", "avatars", "backgrounds", "icons", "banners", "emojis"] {
            var size = bytes[tag] ?? 0
            section.key(tag, &size, "Largest file among \(tag), in bytes.")
            bytes[tag] = size
        }
    }
}
