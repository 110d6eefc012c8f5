import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Look-ups by id in one query")
struct DocumentBatchTests {
    private let ann = Member.ID(server: "S", user: "A")
    private let bob = Member.ID(server: "S", user: "B")

    @Test("requests are merged per collection and condition")
    func merged() {
        let batch = DocumentBatch([.user("A"), .member(ann), .user("B"), .member(bob), .server("S")])
        let queries = batch.queries
        #expect(queries.map(\.collection) == [.users, .serverMembers, .servers])
        #expect(queries[0].filter == .and([.isIn("_id", ["A", "B"])]))
        #expect(
            queries[1].filter
                == .and([
                    .isIn("_id", [.object(ann.object), .object(bob.object)]), .exists("pending_deletion_at", false),
                ])
        )
        #expect(queries[2].filter == .equals("_id", "S"))
        #expect(queries.map(\.limit) == [2, 2, 1])
    }

    @Test("documents find their requests whatever their order")
    func found() {
        let batch = DocumentBatch([.user("A"), .member(bob), .user("X"), .user("B"), .member(ann), .user("A")])
        let answers: [[Object]] = [
            [["_id": "B", "n": 2], ["_id": "A", "n": 1]],
            [["_id": .object(ann.object), "n": 3]],
        ]
        #expect(batch.documents(from: answers).map { $0?["n"]?.integer } == [1, nil, nil, 2, 3, 1])
    }

    @Test("a look-up that is not by id keeps its own query")
    func other() {
        let batch = DocumentBatch([.session(token: "t"), .user("A"), .session(token: "u")])
        #expect(batch.queries.count == 3)
        let answers: [[Object]] = [[["_id": "1"]], [["_id": "A"]], []]
        #expect(batch.documents(from: answers).map { $0?["_id"]?.string } == ["1", "A", nil])
    }
}
