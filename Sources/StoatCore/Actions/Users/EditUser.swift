public import StoatModels
import StoatStorage

/// What is to change about a user; `nil` leaves a field alone.
public struct UserEdit: Sendable, Equatable {
    /// The name shown instead of the user name.
    public var displayName: String?
    /// How the user wishes to be spoken of.
    public var pronouns: String?
    /// An upload that becomes the avatar.
    public var avatar: FileID?
    /// What the user says about being there.
    public var statusText: String?
    /// The presence the user chose.
    public var presence: UserPresence?
    /// The text of the profile page.
    public var profileContent: String?
    /// An upload that becomes the profile's background.
    public var profileBackground: FileID?
    /// All badges; for administrators.
    public var badges: Int32?
    /// All flags; for administrators.
    public var flags: UserFlags?
    /// Fields to remove first; a new value in the same edit wins.
    public var remove: [UserField]

    /// An edit that only removes.
    public init(remove: [UserField] = []) { self.remove = remove }

    /// Whether nothing would change.
    public var isEmpty: Bool { self == UserEdit() }

    /// Whether it changes what only administrators may change.
    public var needsPrivilege: Bool { badges != nil || flags != nil }
}

extension Actions {
    /// Changes a user and tells everybody who may see it.
    ///
    /// - Throws: ``APIError`` `.notFound` for a user that vanished, or a file that cannot be used.
    public func editUser(_ user: User, _ edit: UserEdit) async throws -> User {
        guard !edit.isEmpty else { return user }
        // No upload can be claimed yet, so no id names a usable file.
        guard edit.avatar == nil, edit.profileBackground == nil else { throw APIError(.notFound) }
        let change = edit.change
        guard !change.isEmpty else { return try await announced(user, before: user, edit) }
        guard let updated = try await core.users.update(user.id, change) else { throw APIError(.notFound) }
        try await releaseFiles(of: user, removing: edit.remove)
        return try await announced(updated, before: user, edit)
    }

    private func announced(_ user: User, before: User, _ edit: UserEdit) async throws -> User {
        let servers = try await core.mutuals.servers(of: user.id)
        let changesPresence = before.status.presence != user.status.presence
        let isConnected = changesPresence ? await core.userViews.isOnline(user.id) : false
        core.announce(UserChange(before: before, after: user, edit: edit, isConnected: isConnected).events(servers))
        return user
    }

    private func releaseFiles(of user: User, removing fields: [UserField]) async throws {
        let files = [
            fields.contains(.avatar) ? user.avatar : nil,
            fields.contains(.profileBackground) ? user.profile.background : nil,
        ].compactMap(\.self)
        guard !files.isEmpty else { return }
        try await core.store.write(files.map { .update(.attachments, .id($0.id), Update().set("deleted", true)) })
    }
}

extension UserEdit {
    /// The write that does it: every field by its own path, so that edits of different fields never undo each other.
    var change: Update {
        var change = Update()
        for path in remove.compactMap(\.path) { change.add(path, .unset) }
        let texts: [(UserField, String?)] = [
            (.displayName, displayName), (.pronouns, pronouns), (.statusText, statusText),
            (.statusPresence, presence?.rawValue), (.profileContent, profileContent),
        ]
        for case (let field, let text?) in texts {
            if let path = field.path { change.add(path, .set(.string(text))) }
        }
        if let badges { change.add("badges", .set(.int32(badges))) }
        if let flags { change.add("flags", .set(.int32(flags.rawValue))) }
        return change
    }
}
