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
    /// Files that the edit takes out of use are given over to deletion.
    ///
    /// - Throws: ``APIError`` `.notFound` for a user that vanished, or a file that cannot be used.
    public func editUser(_ user: User, _ edit: UserEdit) async throws -> User {
        guard !edit.isEmpty else { return user }
        let wishes: [FileWish] = [.avatar(edit.avatar, of: user.id), .background(edit.profileBackground, of: user.id)]
        let updated = try await claiming(wishes, by: user.id) { files in
            try await apply(edit, avatar: files[0], background: files[1], to: user)
        }
        await discardReplaced(of: user, by: edit)

        let servers = try await core.mutuals.servers(of: user.id)
        let changesPresence = user.status.presence != updated.status.presence
        let isConnected = changesPresence ? await core.userViews.isOnline(user.id) : false
        core.announce(UserChange(before: user, after: updated, edit: edit, isConnected: isConnected).events(servers))
        return updated
    }

    private func apply(_ edit: UserEdit, avatar: File?, background: File?, to user: User) async throws -> User {
        var change = edit.change
        if let avatar { change.add("avatar", .set(.object(avatar.object(.stored)))) }
        if let background { change.add("profile.background", .set(.object(background.object(.stored)))) }
        // Only `Internal` was to be removed.
        guard !change.isEmpty else { return user }
        guard let updated = try await core.users.update(user.id, change) else { throw APIError(.notFound) }
        return updated
    }

    private func discardReplaced(of user: User, by edit: UserEdit) async {
        let dropsAvatar = edit.avatar != nil || edit.remove.contains(.avatar)
        let dropsBackground = edit.profileBackground != nil || edit.remove.contains(.profileBackground)
        await discard(
            [dropsAvatar ? user.avatar?.id : nil, dropsBackground ? user.profile.background?.id : nil].compactMap(
                \.self
            )
        )
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
