import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

private let older: MessageID = "01H0000000000000000000000A"
private let newer: MessageID = "01H0000000000000000000000Z"

@Suite("Listing of messages")
struct MessageListingTests {
    private func query(_ listing: MessageListing) throws -> Query {
        let queries = listing.queries(in: "C")
        try #require(queries.count == 1)
        return queries[0]
    }

    @Test("a plain listing asks for the newest fifty of the channel")
    func plain() throws {
        let query = try query(MessageListing())
        #expect(query.collection == .messages)
        #expect(query.filter == .and([.equals("channel", "C")]))
        #expect(query.sort == [.descending("_id")])
        #expect(query.limit == 50)
    }

    @Test("bounds exclude the messages that they name and may be combined")
    func bounds() throws {
        let query = try query(MessageListing(limit: 7, before: newer, after: older))
        #expect(
            query.filter
                == .and([
                    .equals("channel", "C"), .compare("_id", .lessThan, .string(newer.rawValue)),
                    .compare("_id", .greaterThan, .string(older.rawValue)),
                ])
        )
        #expect(query.limit == 7)
    }

    @Test(
        "the order follows sort and criterion",
        arguments: [
            (nil, .none, .descending("_id")), (.latest, .none, .descending("_id")),
            (.oldest, .none, .ascending("_id")), (.relevance, .none, .descending("_id")),
            (nil, .text("a"), .relevance), (.relevance, .text("a"), .relevance),
            (.latest, .text("a"), .descending("_id")), (.oldest, .text("a"), .ascending("_id")),
            (.relevance, .pinned(true), .descending("_id")), (.oldest, .pinned(true), .ascending("_id")),
        ] as [(MessageListing.Sort?, MessageListing.Criterion, Query.Sort)]
    )
    func order(sort: MessageListing.Sort?, criterion: MessageListing.Criterion, expected: Query.Sort) throws {
        #expect(try query(MessageListing(sort: sort, criterion: criterion)).sort == [expected])
    }

    @Test(
        "a look around takes half of the limit and one more on each side and ignores the rest",
        arguments: [1, 2, 50, 99]
    )
    func nearby(limit: Int) {
        let listing = MessageListing(limit: limit, before: newer, after: newer, sort: .oldest, nearby: older)
        let queries = listing.queries(in: "C")
        #expect(queries.map(\.limit) == [limit / 2 + 1, limit / 2 + 1])
        #expect(queries.map(\.sort) == [[.ascending("_id")], [.descending("_id")]])
        #expect(
            queries.map(\.filter) == [
                .and([.equals("channel", "C"), .compare("_id", .atLeast, .string(older.rawValue))]),
                .and([.equals("channel", "C"), .compare("_id", .lessThan, .string(older.rawValue))]),
            ]
        )
    }

    @Test("criteria stand beside the channel")
    func criteria() throws {
        #expect(
            try query(MessageListing(criterion: .text("cat"))).filter == .and([.equals("channel", "C"), .text("cat")])
        )
        #expect(
            try query(MessageListing(criterion: .pinned(false))).filter
                == .and([.equals("channel", "C"), .equals("pinned", false)])
        )
    }
}
