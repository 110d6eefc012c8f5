import StoatModels
import Testing

/// `servers-and-permissions` §8.3 and §8.4, row by row.
@Suite("Permissions without a server")
struct DirectPermissionTests {
    struct DirectMessageCase: Sendable, CustomTestStringConvertible {
        let number: Int
        var relation = RelationshipStatus.none
        var isBot = false
        var otherIsBot = false
        var isRecipient = true
        var otherExists = true
        var isPrivileged = false
        let expected: UInt64
        var testDescription: String { "example \(number), \(relation.rawValue)" }
    }

    static let directMessages: [DirectMessageCase] = [
        DirectMessageCase(number: 31, relation: .friend, expected: 77_283_196_929),
        DirectMessageCase(number: 32, expected: 3_145_728),
        DirectMessageCase(number: 32, relation: .outgoing, expected: 3_145_728),
        DirectMessageCase(number: 33, isBot: true, expected: 77_283_196_929),
        DirectMessageCase(number: 33, otherIsBot: true, expected: 77_283_196_929),
        DirectMessageCase(number: 34, relation: .blocked, expected: 3_145_728),
        DirectMessageCase(number: 34, relation: .blockedOther, expected: 3_145_728),
        DirectMessageCase(number: 34, relation: .blocked, otherIsBot: true, expected: 3_145_728),
        DirectMessageCase(number: 35, relation: .friend, isRecipient: false, expected: 0),
        DirectMessageCase(number: 32, relation: .friend, otherExists: false, expected: 3_145_728),
        DirectMessageCase(number: 41, isRecipient: false, isPrivileged: true, expected: 4_503_599_627_370_495),
    ]

    @Test("Direct messages", arguments: directMessages)
    func directMessage(example: DirectMessageCase) {
        var user = Self.user("ME", isBot: example.isBot)
        user.isPrivileged = example.isPrivileged
        if example.relation != .none { user.relations = [Relation(id: "OTHER", status: example.relation)] }
        let other = example.otherExists ? Self.user("OTHER", isBot: example.otherIsBot) : nil
        let recipients: [UserID] = example.isRecipient ? ["ME", "OTHER"] : ["SOMEBODY", "OTHER"]
        let channel = Channel(id: "DM", kind: .directMessage(isActive: false, recipients: recipients))
        #expect(DirectPermissions.of(user, in: channel, other: other).rawValue == example.expected)
    }

    /// Number, whose channel view, stored `permissions`, expected.
    static let groups: [(Int, UserID, Int64?, UInt64)] = [
        (36, "MEMBER", nil, 77_283_196_929),
        (37, "MEMBER", 4_194_304, 7_340_032),
        (38, "MEMBER", 0, 3_145_728),
        (39, "OWNER", 0, 4_503_599_627_370_495),
        (39, "OWNER", nil, 4_503_599_627_370_495),
        (36, "STRANGER", nil, 0),
    ]

    @Test("Groups", arguments: groups)
    func group(number: Int, viewer: UserID, permissions: Int64?, expected: UInt64) {
        let group = Channel.Group(
            name: "group",
            owner: "OWNER",
            recipients: ["OWNER", "MEMBER"],
            permissions: permissions
        )
        let channel = Channel(id: "GROUP", kind: .group(group))
        #expect(DirectPermissions.of(Self.user(viewer), in: channel, other: nil).rawValue == expected)
    }

    @Test("Example 40: saved messages are their owner's", arguments: [("ME", 4_503_599_627_370_495), ("OTHER", 0)])
    func savedMessages(viewer: String, expected: UInt64) {
        let channel = Channel(id: "NOTES", kind: .savedMessages(user: "ME"))
        #expect(DirectPermissions.of(Self.user(UserID(viewer)), in: channel, other: nil).rawValue == expected)
    }

    struct UserCase: Sendable, CustomTestStringConvertible {
        let number: Int
        var relation = RelationshipStatus.none
        var isSelf = false
        var isPrivileged = false
        var isConnected = false
        var isBot = false
        var otherIsBot = false
        var ownsOther = false
        let expected: UInt64
        var testDescription: String { "example \(number), \(relation.rawValue)" }
    }

    static let users: [UserCase] = [
        UserCase(number: 41, isSelf: true, expected: .max),
        UserCase(number: 41, relation: .friend, expected: .max),
        UserCase(number: 41, relation: .blockedOther, isPrivileged: true, expected: .max),
        UserCase(number: 42, relation: .blocked, isConnected: true, expected: 1),
        UserCase(number: 42, relation: .blockedOther, isConnected: true, expected: 1),
        UserCase(number: 43, relation: .incoming, expected: 1),
        UserCase(number: 43, relation: .outgoing, expected: 1),
        UserCase(number: 44, relation: .incoming, isConnected: true, expected: 3),
        UserCase(number: 44, relation: .outgoing, isConnected: true, expected: 3),
        UserCase(number: 45, expected: 0),
        UserCase(number: 46, isConnected: true, expected: 3),
        UserCase(number: 47, isConnected: true, otherIsBot: true, expected: 7),
        UserCase(number: 47, isConnected: true, isBot: true, expected: 7),
        UserCase(number: 48, otherIsBot: true, ownsOther: true, expected: .max),
        UserCase(number: 48, otherIsBot: true, expected: 0),
    ]

    @Test("Users towards users", arguments: users)
    func towardsUser(example: UserCase) {
        var user = Self.user("ME", isBot: example.isBot)
        user.isPrivileged = example.isPrivileged
        var other = Self.user(example.isSelf ? "ME" : "OTHER", isBot: example.otherIsBot)
        if example.ownsOther { other.botOwner = "ME" }
        if example.relation != .none { user.relations = [Relation(id: "OTHER", status: example.relation)] }
        #expect(
            DirectPermissions.of(user, towards: other, isConnected: example.isConnected).rawValue == example.expected
        )
    }

    private static func user(_ id: UserID, isBot: Bool = false) -> User {
        User(id: id, username: "user", discriminator: "0001", botOwner: isBot ? "SOMEBODY" : nil)
    }
}
