internal import StoatModels

/// The sessions of one loop that are in a server, grouped by what they see of it.
final class Room {
    /// Members that see the same channels, which are also those that their clients know.
    final class View {
        let visible: VisibleSet
        let roster: Roster

        init(_ visible: VisibleSet, in server: ServerID) {
            self.visible = visible
            self.roster = Roster(.view(server))
        }
    }

    let id: ServerID
    var snapshot: ServerSnapshot
    private(set) var views: [View] = []
    /// Sessions that want profile changes of all members (bots, and those that sent `Subscribe`).
    let subscribers: Roster

    init(_ snapshot: ServerSnapshot) {
        self.id = snapshot.server.id
        self.snapshot = snapshot
        self.subscribers = Roster(.subscribers(snapshot.server.id))
    }

    /// The view with exactly this set, created when there is none.
    func view(_ visible: VisibleSet) -> View {
        if let known = views.first(where: { $0.visible === visible }) { return known }
        let view = View(visible, in: id)
        views.append(view)
        return view
    }

    /// Forgets views that nobody has.
    func prune() { views.removeAll { $0.roster.isEmpty } }

    var isEmpty: Bool { views.allSatisfy(\.roster.isEmpty) }
}

/// A session's membership in a room.
struct RoomSeat {
    let room: Room
    var view: Room.View
    var roles: [RoleID]
}
