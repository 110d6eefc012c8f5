import StoatModels
import Testing

/// `servers-and-permissions` §8.5, row by row.
@Suite("Granting permissions")
struct GrantTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let number: Int
        var caller: UInt64 = 77_014_766_596
        let current: (allow: UInt64, deny: UInt64)?
        let requested: (allow: UInt64, deny: UInt64)
        let isAllowed: Bool
        var testDescription: String { "example \(number)" }
    }

    static let cases: [Case] = [
        Case(number: 49, current: (0, 0), requested: (4_194_304, 0), isAllowed: true),
        Case(number: 50, current: (0, 0), requested: (8_388_608, 0), isAllowed: false),
        Case(number: 51, current: (8_388_608, 0), requested: (8_388_608, 0), isAllowed: true),
        Case(number: 52, current: (8_388_608, 0), requested: (0, 0), isAllowed: true),
        Case(number: 53, current: (0, 0), requested: (0, 8_388_608), isAllowed: true),
        Case(number: 54, current: (0, 8_388_608), requested: (0, 0), isAllowed: false),
        Case(number: 55, current: (0, 4_194_304), requested: (0, 0), isAllowed: true),
        Case(number: 56, current: nil, requested: (77_023_155_200, 0), isAllowed: false),
        Case(
            number: 57,
            caller: 4_503_599_627_370_495,
            current: (0, 0),
            requested: (4_503_599_627_370_496, 0),
            isAllowed: false
        ),
        Case(
            number: 58,
            caller: 4_503_599_627_370_495,
            current: (0, 0),
            requested: (0, 4_503_599_627_370_496),
            isAllowed: true
        ),
        Case(number: 59, current: nil, requested: (0, 0), isAllowed: true),
    ]

    @Test("agrees with the worked examples", arguments: cases)
    func agree(example: Case) {
        func override(_ pair: (allow: UInt64, deny: UInt64)) -> PermissionOverride {
            PermissionOverride(allow: Permissions(rawValue: pair.allow), deny: Permissions(rawValue: pair.deny))
        }
        let caller = Permissions(rawValue: example.caller)
        let result = caller.mayGrant(override(example.requested), replacing: example.current.map(override))
        #expect(result == example.isAllowed)
    }
}

/// The table of `servers-and-permissions` §3.
@Suite("Ranking")
struct RankingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let actor: UserID
        var actorRanks: [Int64] = []
        var isPrivileged = false
        /// The target's roles; `nil` where the target is a role of rank ``targetRole``.
        var targetRanks: [Int64]?
        var targetRole: Int64 = 0
        let isAllowed: Bool
        var testDescription: String {
            "\(actor) \(actorRanks) on \(targetRanks.map { "\($0)" } ?? "role \(targetRole)")"
        }
    }

    static let cases: [Case] = [
        Case(actor: "OWNER", targetRanks: [0], isAllowed: true),
        Case(actor: "OWNER", actorRanks: [3], targetRanks: [0, 1], isAllowed: true),
        Case(actor: "ADMIN", isPrivileged: true, targetRanks: [0], isAllowed: true),
        Case(actor: "MEMBER", actorRanks: [1], targetRanks: [2], isAllowed: true),
        Case(actor: "MEMBER", actorRanks: [4, 1], targetRanks: [2, 3], isAllowed: true),
        Case(actor: "MEMBER", actorRanks: [1], targetRanks: [1], isAllowed: false),
        Case(actor: "MEMBER", actorRanks: [1], targetRole: 0, isAllowed: false),
        Case(actor: "MEMBER", actorRanks: [1], targetRole: 1, isAllowed: false),
        Case(actor: "MEMBER", actorRanks: [1], targetRole: 2, isAllowed: true),
        Case(actor: "MEMBER", targetRanks: [], isAllowed: false),
        Case(actor: "MEMBER", actorRanks: [5], targetRanks: [], isAllowed: true),
        // A role that was deleted gives no rank.
        Case(actor: "MEMBER", actorRanks: [99], targetRanks: [], isAllowed: false),
    ]

    @Test("decides who may act on whom", arguments: cases)
    func decides(example: Case) {
        var server = Server(id: "SERVER", owner: "OWNER", name: "server", channels: [])
        server.roles = (0..<6).map { Role(id: RoleID("ROLE\($0)"), name: "role", rank: Int64($0)) }
        func member(_ id: UserID, _ ranks: [Int64]) -> Member {
            var member = Member(id: Member.ID(server: "SERVER", user: id))
            member.roles = ranks.map { RoleID("ROLE\($0)") }
            return member
        }
        var actor = User(id: example.actor, username: "actor", discriminator: "0001")
        actor.isPrivileged = example.isPrivileged
        let own = ServerPermissions.ranking(of: actor, in: server, member: member(actor.id, example.actorRanks))
        let target =
            example.targetRanks.map { ServerPermissions.ranking(of: member("TARGET", $0), in: server) }
            ?? example.targetRole
        #expect((target > own) == example.isAllowed)
    }
}
