import StoatModels
import TestSupport
import Testing

@testable import StoatStorage

@Suite("Plans of hot queries in SQLite", .timeLimit(.minutes(3)))
struct QueryPlanTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let query: Query
        /// The index that must be used.
        let index: String
        /// Whether the order comes from the index too.
        var isSorted = false
    }

    static let cases: [Case] = [
        Case(
            testDescription: "messages before one",
            query: Query(
                .messages,
                where: .and([.equals("channel", "c"), .compare("_id", .lessThan, "m")]),
                sort: [.descending("_id")],
                limit: 50
            ),
            index: "messages.channel_id_compound",
            isSorted: true
        ),
        Case(
            testDescription: "messages after one",
            query: Query(
                .messages,
                where: .and([.equals("channel", "c"), .compare("_id", .greaterThan, "m")]),
                sort: [.ascending("_id")],
                limit: 50
            ),
            index: "messages.channel_id_compound",
            isSorted: true
        ),
        Case(
            testDescription: "latest messages",
            query: Query(.messages, where: .equals("channel", "c"), sort: [.descending("_id")], limit: 50),
            index: "messages.channel_id_compound",
            isSorted: true
        ),
        Case(
            testDescription: "pinned messages",
            query: Query(
                .messages,
                where: .and([.equals("channel", "c"), .equals("pinned", true)]),
                sort: [.descending("_id")],
                limit: 50
            ),
            index: "messages.channel_"
        ),
        Case(
            testDescription: "messages by id",
            query: Query(.messages, where: .isIn("_id", ["a", "b"])),
            index: "sqlite_autoindex_messages_1"
        ),
        Case(
            testDescription: "unreads of a user",
            query: Query(.channelUnreads, where: .equals("_id.user", "u")),
            index: "channel_unreads.user_id"
        ),
        Case(
            testDescription: "one unread",
            query: Query(.channelUnreads, where: .equals("_id", ["channel": "c", "user": "u"])),
            index: "sqlite_autoindex_channel_unreads_1"
        ),
        Case(
            testDescription: "memberships of a user",
            query: Query(
                .serverMembers,
                where: .and([.equals("_id.user", "u"), .exists("pending_deletion_at", false)])
            ),
            index: "server_members.user_id"
        ),
        Case(
            testDescription: "members of a server",
            query: Query(
                .serverMembers,
                where: .and([.equals("_id.server", "s"), .exists("pending_deletion_at", false)])
            ),
            index: "server_members.compound_id"
        ),
        Case(
            testDescription: "some members of a server",
            query: Query(
                .serverMembers,
                where: .and([.equals("_id.server", "s"), .isIn("_id.user", ["a", "b"])])
            ),
            index: "server_members."
        ),
        Case(
            testDescription: "channels of a recipient",
            query: Query(.channels, where: .equals("recipients", "u")),
            index: "channels.recipients"
        ),
        Case(
            testDescription: "direct channel of two",
            query: Query(
                .channels,
                where: .and([.equals("channel_type", "DirectMessage"), .containsAll("recipients", ["a", "b"])]),
                limit: 1
            ),
            index: "channels.recipients"
        ),
        Case(
            testDescription: "channels of a server",
            query: Query(.channels, where: .equals("server", "s")),
            index: "channels.server"
        ),
        Case(
            testDescription: "user by name",
            query: Query(
                .users,
                where: .and([.equalsIgnoringCase("username", "Ann"), .equals("discriminator", "0001")]),
                limit: 1
            ),
            index: "users.username"
        ),
        Case(
            testDescription: "session by token",
            query: Query(.sessions, where: .equals("token", "t"), limit: 1),
            index: "sessions.token"
        ),
        Case(
            testDescription: "account by address",
            query: Query(.accounts, where: .equalsIgnoringCase("email_normalised", "a@b"), limit: 1),
            index: "accounts.email_normalised"
        ),
        Case(
            testDescription: "files that nothing uses",
            query: Query(.attachments, where: .and([.equals("used_for.id", nil), .notEquals("deleted", true)])),
            index: "attachments.used_for_id"
        ),
        Case(
            testDescription: "bots of an owner",
            query: Query(.bots, where: .equals("owner", "u")),
            index: "bots.owner"
        ),
    ]

    @Test("use an index", arguments: cases)
    func usesIndex(example: Case) async throws {
        try await StoreEngine.sqlite.withStore { store in
            let store = try #require(store as? SQLiteStore)
            let plan = try await store.plan(of: example.query)
            #expect(plan.contains { $0.hasPrefix("SEARCH") && $0.contains(example.index) }, "\(plan)")
            // Only the list of a bound IN may be scanned.
            #expect(!plan.contains { $0.hasPrefix("SCAN") && !$0.contains("json_each") }, "\(plan)")
            if example.isSorted { #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)") }
        }
    }

    @Test("let the text index lead a search")
    func text() async throws {
        try await StoreEngine.sqlite.withStore { store in
            let store = try #require(store as? SQLiteStore)
            let plan = try await store.plan(
                of: Query(
                    .messages,
                    where: .and([.text("word"), .equals("channel", "c")]),
                    sort: [.relevance],
                    limit: 50
                )
            )
            #expect(plan.first?.hasPrefix("SCAN f VIRTUAL TABLE INDEX") == true, "\(plan)")
            #expect(plan.contains { $0.hasPrefix("SEARCH t USING INTEGER PRIMARY KEY") }, "\(plan)")
        }
    }

    @Test("stay the same text whatever ids a path holds, so that few statements are kept prepared")
    func statements() throws {
        func sql(_ id: String) throws -> String? {
            let filters: [Filter] = [
                .equals("roles.\(id).rank", 1), .equals("reactions.\(id)", []), .exists("roles.\(id)", true),
                .notEquals("roles.\(id).hoist", true), .isIn("a.\(id)", ["x", 1]), .equals("b.\(id).c", nil),
                .compare("n.\(id)", .atLeast, "x"), .compare("n.\(id)", .lessThan, .date(.now)),
                .equalsIgnoringCase("t.\(id)", "x"),
            ]
            let sort: [Query.Sort] = [.ascending("roles.\(id).rank")]
            return try QuerySQL("t.doc", from: TableLayout(.servers), where: .and(filters), sort: sort)?.sql
        }
        #expect(try sql("01A") == sql("01B"))
    }
}
