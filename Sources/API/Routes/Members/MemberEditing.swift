import StoatCore
import StoatModels

/// Decides who may change what about a membership.
struct MemberEditing {
    /// The caller's rights.
    let access: ServerAccess
    /// Whose membership is changed.
    let target: User
    let member: Member
    let now: Timestamp

    /// What is asked of a call.
    enum CallMove {
        case move
        /// Into a channel and out of the call at once.
        case contradiction
    }

    private var isOwn: Bool { access.user.id == target.id }

    /// Throws unless the caller may make all of these changes.
    ///
    /// - Throws: ``APIError``, in this order: `.notFound` for callers from outside; `.missingPermission` for names and
    ///   avatars, `.invalidOperation` for another's pronouns and for giving another an avatar;
    ///   `.cannotTimeoutYourself`, `.isElevated`, `.missingPermission`; `.invalidOperation`, `.liveKitUnavailable`
    ///   for moves between calls; `.notElevated`; `.invalidRole`, `.notElevated` for roles that are added.
    func check(_ edit: MemberEdit, movesInCall move: CallMove?) throws {
        guard access.member != nil || access.user.isPrivileged || access.server.owner == access.user.id else {
            throw APIError(.notFound)
        }
        try checkAppearance(edit)
        if edit.concerns(.roles) { try access.require(.assignRoles) }
        try checkTimeout(edit)
        if edit.concerns(.canPublish) { try access.require(.muteMembers) }
        if edit.concerns(.canReceive) { try access.require(.deafenMembers) }
        switch move {
        case nil: break
        case .contradiction: throw APIError(.invalidOperation)
        // There are no calls to move between.
        case .move: throw APIError(.liveKitUnavailable)
        }
        if !isOwn, ServerPermissions.ranking(of: member, in: access.server) <= access.ranking {
            throw APIError(.notElevated)
        }
        try checkRoles(edit)
    }

    private func checkAppearance(_ edit: MemberEdit) throws {
        if edit.concerns(.nickname) { try access.require(isOwn ? .changeNickname : .manageNicknames) }
        if edit.concerns(.pronouns), !isOwn { throw APIError(.invalidOperation) }
        guard edit.concerns(.avatar) else { return }
        if isOwn { return try access.require(.changeAvatar) }
        guard edit.avatar == nil else { throw APIError(.invalidOperation) }
        try access.require(.removeAvatars)
    }

    private func checkTimeout(_ edit: MemberEdit) throws {
        if edit.timeout != nil {
            guard !isOwn else { throw APIError(.cannotTimeoutYourself) }
            let theirs = ServerAccess(user: target, server: access.server, member: member, now: now)
            guard !theirs.has(.timeoutMembers) else { throw APIError(.isElevated) }
        }
        if edit.concerns(.timeout) { try access.require(.timeoutMembers) }
    }

    private func checkRoles(_ edit: MemberEdit) throws {
        guard let roles = edit.roles else { return }
        for id in roles where !member.roles.contains(id) {
            guard let role = access.server.role(id) else { throw APIError(.invalidRole) }
            guard role.rank > access.ranking else { throw APIError(.notElevated) }
        }
    }
}
