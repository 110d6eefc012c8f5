internal import StoatModels

/// Sessions that receive the same thing, in no particular order: those of a user, those that follow a user, those that
/// see the same channels of a server.
///
/// Entering and leaving take constant time: every entry knows its seat in the session and every seat its place here.
final class Roster {
    /// What the roster stands for in the loop's tables, so that an empty one can be dropped.
    enum Key: Hashable {
        case user(UserID)
        case watchers(UserID)
        case view(ServerID)
        case subscribers(ServerID)
    }

    struct Entry {
        let session: GatewaySession
        /// Index of the seat in the session's list.
        fileprivate(set) var seat: Int32
        /// What the followed user is to the session's user; `none` in other rosters.
        var relation: RelationshipStatus
    }

    /// A session's knowledge of one roster it is in.
    struct Seat {
        let roster: Roster
        fileprivate(set) var place: Int32
    }

    let key: Key
    private(set) var entries: ContiguousArray<Entry> = []

    init(_ key: Key) { self.key = key }

    var isEmpty: Bool { entries.isEmpty }

    /// Enters a session, which must not be in the roster.
    func enter(_ session: GatewaySession, relation: RelationshipStatus = .none) {
        session.seats.append(Seat(roster: self, place: Int32(entries.count)))
        entries.append(Entry(session: session, seat: Int32(session.seats.count - 1), relation: relation))
    }

    /// Changes the relation noted beside a session; answers whether the session is here.
    func note(_ relation: RelationshipStatus, for session: GatewaySession) -> Bool {
        guard let seat = session.seats.first(where: { $0.roster === self }) else { return false }
        entries[Int(seat.place)].relation = relation
        return true
    }

    /// Removes a session; answers whether it was here.
    @discardableResult func leave(_ session: GatewaySession) -> Bool {
        guard let index = session.seats.firstIndex(where: { $0.roster === self }) else { return false }
        Self.vacate(index, of: session)
        return true
    }

    /// Removes a session from the roster of one of its seats.
    ///
    /// The last seat moves to the index.
    static func vacate(_ index: Int, of session: GatewaySession) {
        let seat = session.seats[index]
        let roster = seat.roster
        let place = Int(seat.place)
        let lastPlace = roster.entries.count - 1
        if place != lastPlace {
            roster.entries.swapAt(place, lastPlace)
            let moved = roster.entries[place]
            moved.session.seats[Int(moved.seat)].place = Int32(place)
        }
        roster.entries.removeLast()
        let lastSeat = session.seats.count - 1
        if index != lastSeat {
            session.seats.swapAt(index, lastSeat)
            let moved = session.seats[index]
            moved.roster.entries[Int(moved.place)].seat = Int32(index)
        }
        session.seats.removeLast()
    }
}
