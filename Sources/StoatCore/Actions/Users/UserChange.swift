import StoatModels

/// An edit of a user as the others are told of it.
struct UserChange {
    let before: User
    let after: User
    let edit: UserEdit
    /// Whether the user has a gateway session.
    let isConnected: Bool

    /// The events, in order.
    ///
    /// While a user is invisible, others see neither the chosen presence nor `online`; the own sessions get the true
    /// status in an event of their own.
    func events(_ servers: [ServerID]) -> [Event] {
        let (wasHidden, isHidden) = (before.status.presence == .invisible, after.status.presence == .invisible)
        var data = changedKeys
        if wasHidden != isHidden, isConnected { data.append("online", .bool(!isHidden)) }
        var events: [Event] = [
            .userUpdate(
                after.id,
                data: data,
                clear: edit.remove,
                servers: servers,
                isPresence: wasHidden != isHidden
            )
        ]
        if isHidden, changesStatus {
            events.append(
                .ownUserUpdate(after.id, data: ["status": .object(after.status.object(hidingInvisible: false))])
            )
        }
        return events
    }

    private var changesStatus: Bool { edit.statusText != nil || edit.presence != nil }

    /// Profile changes show only among the removed fields; badges are as stored.
    private var changedKeys: Object {
        var data = Object()
        if edit.displayName != nil { data.append("display_name", after.displayName) }
        if edit.pronouns != nil { data.append("pronouns", after.pronouns) }
        if edit.avatar != nil { data.append("avatar", after.avatar?.object(.wire)) }
        if edit.badges != nil { data.append("badges", .int(Int64(after.badges))) }
        if changesStatus {
            data.append("status", .object(after.status.object(hidingInvisible: true)))
        }
        if edit.flags != nil { data.append("flags", .int(Int64(after.flags.rawValue))) }
        return data
    }
}
