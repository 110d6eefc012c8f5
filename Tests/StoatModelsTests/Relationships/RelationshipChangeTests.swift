import StoatModels
import Testing

/// `auth-and-users` §13, every cell.
@Suite("Relationship changes")
struct RelationshipChangeTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let change: RelationshipChange
        let own: RelationshipStatus
        var reverse: RelationshipStatus = .none
        var outcome: RelationshipOutcome?
        var error: APIError.Kind?
        var testDescription: String { "\(change.rawValue) with \(own.rawValue)/\(reverse.rawValue)" }
    }

    static let gone = RelationshipOutcome(.none, .none)
    static let blocking = RelationshipOutcome(.blocked, .blockedOther)

    static let rows: [Row] = [
        Row(change: .addFriend, own: .none, outcome: RelationshipOutcome(.outgoing, .incoming)),
        Row(change: .addFriend, own: .outgoing, reverse: .incoming, error: .alreadySentRequest),
        Row(change: .addFriend, own: .incoming, reverse: .outgoing, outcome: RelationshipOutcome(.friend, .friend)),
        Row(change: .addFriend, own: .friend, reverse: .friend, error: .alreadyFriends),
        Row(change: .addFriend, own: .blocked, reverse: .blockedOther, error: .blocked),
        Row(change: .addFriend, own: .blockedOther, reverse: .blocked, error: .blockedByOther),
        Row(change: .addFriend, own: .user, reverse: .user, error: .noEffect),

        Row(change: .removeFriend, own: .none, error: .noEffect),
        Row(change: .removeFriend, own: .outgoing, reverse: .incoming, outcome: gone),
        Row(change: .removeFriend, own: .incoming, reverse: .outgoing, outcome: gone),
        Row(change: .removeFriend, own: .friend, reverse: .friend, outcome: gone),
        Row(change: .removeFriend, own: .blocked, reverse: .blockedOther, error: .noEffect),
        Row(change: .removeFriend, own: .blockedOther, reverse: .blocked, error: .noEffect),
        Row(change: .removeFriend, own: .user, reverse: .user, error: .noEffect),

        Row(change: .block, own: .none, outcome: blocking),
        Row(change: .block, own: .outgoing, reverse: .incoming, outcome: blocking),
        Row(change: .block, own: .incoming, reverse: .outgoing, outcome: blocking),
        Row(change: .block, own: .friend, reverse: .friend, outcome: blocking),
        Row(change: .block, own: .blocked, reverse: .blockedOther, error: .noEffect),
        Row(change: .block, own: .blockedOther, reverse: .blocked, outcome: RelationshipOutcome(.blocked, .blocked)),
        Row(change: .block, own: .user, reverse: .user, error: .noEffect),

        Row(change: .unblock, own: .none, error: .noEffect),
        Row(change: .unblock, own: .outgoing, reverse: .incoming, error: .noEffect),
        Row(change: .unblock, own: .incoming, reverse: .outgoing, error: .noEffect),
        Row(change: .unblock, own: .friend, reverse: .friend, error: .noEffect),
        Row(
            change: .unblock,
            own: .blocked,
            reverse: .blocked,
            outcome: RelationshipOutcome(.blockedOther, .blocked)
        ),
        Row(change: .unblock, own: .blocked, reverse: .blockedOther, outcome: gone),
        Row(change: .unblock, own: .blocked, reverse: .none, error: .internalError),
        Row(change: .unblock, own: .blockedOther, reverse: .blocked, error: .noEffect),
        Row(change: .unblock, own: .user, reverse: .user, error: .noEffect),
    ]

    @Test("answer every state", arguments: rows)
    func outcome(row: Row) {
        var error: APIError.Kind?
        var outcome: RelationshipOutcome?
        do { outcome = try row.change.outcome(own: row.own, reverse: row.reverse) } catch let thrown {
            error = (thrown as? APIError)?.kind
        }
        #expect(outcome == row.outcome)
        #expect(error == row.error)
    }

    @Test("keep both sides consistent")
    func symmetry() throws {
        let mirror: [RelationshipStatus: RelationshipStatus] = [
            .none: .none, .friend: .friend, .outgoing: .incoming, .incoming: .outgoing, .blockedOther: .blocked,
        ]
        for row in Self.rows {
            guard let outcome = row.outcome else { continue }
            // Blocked stands beside BlockedOther, or Blocked where both block.
            #expect(
                mirror[outcome.own] == outcome.reverse
                    || outcome.own == .blocked && [.blocked, .blockedOther].contains(outcome.reverse)
            )
        }
    }
}
