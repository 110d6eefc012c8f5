public import StoatModels

/// What is to change about a membership; `nil` leaves a field alone.
public struct MemberEdit: Sendable, Equatable {
    /// Shown here instead of the user's name, 1 to 32 characters.
    public var nickname: String?
    /// Shown here instead of the user's pronouns, 1 to 24 characters.
    public var pronouns: String?
    /// An unused upload with the tag `avatars`.
    public var avatar: FileID?
    /// All roles.
    public var roles: [RoleID]?
    /// Until when the member may only look.
    public var timeout: Timestamp?
    /// Whether the member may speak and show video in calls.
    public var canPublish: Bool?
    /// Whether the member may hear and see others in calls.
    public var canReceive: Bool?
    /// Fields to remove; a new value in the same edit wins.
    public var remove: [MemberField] = []

    /// An edit that changes nothing.
    public init() {}

    /// Whether a field gets a new value or is removed.
    public func concerns(_ field: MemberField) -> Bool {
        let isSet =
            switch field {
            case .nickname: nickname != nil
            case .pronouns: pronouns != nil
            case .avatar: avatar != nil
            case .roles: roles != nil
            case .timeout: timeout != nil
            case .canReceive: canReceive != nil
            case .canPublish: canPublish != nil
            case .joinedAt, .voiceChannel: false
            }
        return isSet || remove.contains(field)
    }
}

extension Actions {
    /// Changes a membership and answers it as it is now.
    ///
    /// - Throws: ``APIError`` `.notFound` for an avatar that is no unused upload, and where the membership has ended.
    public func editMember(_ member: Member, _ edit: MemberEdit, by user: UserID) async throws -> Member {
        let (change, updated) = try await claiming([.avatar(edit.avatar, of: member.id.user)], by: user) { files in
            let change = Self.change(by: edit, avatar: files[0])
            guard !change.isEmpty else { return (change, member) }
            guard let updated = try await core.members.update(member.id, change.update) else {
                throw APIError(.notFound)
            }
            return (change, updated)
        }
        guard !change.isEmpty else { return member }
        if let old = member.avatar, old.id != updated.avatar?.id { await discard([old.id]) }
        core.announce(.memberUpdated(member.id, data: change.data, clear: change.cleared))
        return updated
    }

    private static func change(by edit: MemberEdit, avatar: File?) -> PartialChange<MemberField> {
        var change = PartialChange<MemberField>()
        change.set("nickname", text: edit.nickname)
        change.set("pronouns", text: edit.pronouns)
        change.set("avatar", file: avatar)
        if let roles = edit.roles { change.set("roles", .strings(roles)) }
        if let timeout = edit.timeout {
            change.set("timeout", stored: DocumentForm.stored.time(timeout), sent: DocumentForm.wire.time(timeout))
        }
        change.set("can_publish", flag: edit.canPublish)
        change.set("can_receive", flag: edit.canReceive)
        for field in edit.remove {
            if let path = field.path { change.clear(path, field) }
        }
        return change
    }
}
