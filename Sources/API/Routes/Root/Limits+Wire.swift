import StoatCore
import StoatModels

extension Limits {
    /// All limits as clients read them (schema `LimitsConfig`).
    var wire: Object {
        ["global": .object(global.wire), "new_user": .object(newUser.wire), "default": .object(`default`.wire)]
    }
}

extension GlobalLimits {
    /// The keys of the published schema.
    ///
    /// Who may create servers stays secret: clients only use the list to hide a button.
    fileprivate var wire: Object {
        [
            "group_size": .int(Int64(groupSize)), "message_embeds": .int(Int64(messageEmbeds)),
            "message_replies": .int(Int64(messageReplies)), "message_reactions": .int(Int64(messageReactions)),
            "server_emoji": .int(Int64(serverEmoji)), "server_roles": .int(Int64(serverRoles)),
            "server_channels": .int(Int64(serverChannels)), "body_limit_size": .int(Int64(bodyLimitSize)),
            "restrict_server_creation": [], "new_user_hours": .int(Int64(newUserHours)),
        ]
    }
}

extension UserLimits {
    /// The keys of the published schema, aspect ratios with the precision clients are used to.
    fileprivate var wire: Object {
        let uploads = fileUploadSizeLimit.sorted { $0.key < $1.key }.map { ($0.key, Value.int(Int64($0.value))) }
        return [
            "outgoing_friend_requests": .int(Int64(outgoingFriendRequests)), "bots": .int(Int64(bots)),
            "message_length": .int(Int64(messageLength)), "message_attachments": .int(Int64(messageAttachments)),
            "servers": .int(Int64(servers)), "voice_quality": .int(Int64(voiceQuality)), "video": .bool(video),
            "video_resolution": .array(videoResolution.map { .int(Int64($0)) }),
            "video_aspect_ratio": .array(videoAspectRatio.map { .double(Double(Float($0))) }),
            "file_upload_size_limits": .object(Object(uploads)),
        ]
    }
}
