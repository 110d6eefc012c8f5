import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Text search", .timeLimit(.minutes(4)))
struct TextSuite {
    static let documents: [Object] = [
        ["place": "p1", "content": "The quick brown fox"],
        ["place": "p1", "content": "a fox, a fox, a fox"],
        ["place": "p2", "content": "fox in another place"],
        ["place": "p1", "content": "Crème BRÛLÉE please"],
        ["place": "p1", "content": "今天天气很好，我们去公园"],
        ["place": "p1", "content": 7],
        ["place": "p1"],
        ["place": "p1", "content": "nothing to see"],
    ]

    @Test("finds words in one place", arguments: engines)
    func words(engine: StoreEngine) async throws {
        try await engine.withStore(Things.all) { store in
            try await store.fill(
                Things.indexed,
                Self.documents.enumerated().map { index, document in
                    var copy = document
                    copy["name"] = .string("\(index)")
                    return copy
                }
            )
            func search(_ words: String, _ place: String = "p1") async throws -> [String] {
                try await store.ids(Things.indexed, .and([.text(words), .equals("place", .string(place))]))
            }
            #expect(try await search("fox") == ["1", "2"])
            #expect(try await search("FOX", "p2") == ["3"])
            #expect(try await search("brown please") == ["1", "4"])
            #expect(try await search("\"brown fox\"") == ["1"])
            #expect(try await search("fox -quick") == ["2"])
            #expect(try await search("-quick") == [])
            #expect(try await search("unknown") == [])
            #expect(try await search("天气") == ["5"])
            #expect(try await search("园") == ["5"])
            #expect(try await search("!!! ...") == [])
            let best = try await store.find(
                Query(
                    Things.indexed,
                    where: .and([.text("fox"), .equals("place", "p1")]),
                    sort: [.relevance],
                    limit: 1
                )
            )
            #expect(best.first?["_id"] == "2")

            try await store.updateOne(Things.indexed, where: .equals("_id", "1"), Update().set("content", "a badger"))
            #expect(try await search("fox") == ["2"])
            #expect(try await search("badger") == ["1"])
            try await store.updateOne(Things.indexed, where: .equals("_id", "1"), Update().unset("content"))
            try await store.updateOne(Things.indexed, where: .equals("_id", "7"), Update().set("content", "badger"))
            #expect(try await search("badger") == ["7"])
        }
    }
}
