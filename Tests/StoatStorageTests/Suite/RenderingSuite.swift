import NIOCore
import StoatModels
import StoatStorage
import TestSupport
import Testing

@Suite("Rendering", .timeLimit(.minutes(4)))
struct RenderingSuite {
    @Test("answers what reading and writing the tree would, for every shape and kind of value", arguments: engines)
    func agreement(engine: StoreEngine) async throws {
        let rows = (StoredMessages.shapes + StoredMessages.kinds).enumerated().map { number, row in
            var row = row
            if row["_id"] == "M" { row["_id"] = .string("\(10_000 + number)") }
            return row
        }
        // Not every engine takes every kind of `_id`.
        let distinct = rows.filter { row in row["_id"]?.string != nil || row["_id"]?.object != nil }
            .reduce(into: [Object]()) { rows, row in
                if !rows.contains(where: { $0["_id"] == row["_id"] }) { rows.append(row) }
            }
        #expect(distinct.count > 350)
        try await engine.withStore(Things.all) { store in
            try await store.write(distinct.map { .insert(Things.plain, $0) })
            let query = Query(Things.plain, sort: [.ascending("_id")])
            let plain = RenderedRows(try await store.find(query), as: Message.rendering)
            let rendered = try await store.render([query], as: Message.rendering)
            #expect(String(buffer: rendered.json) == String(buffer: plain.json))
            #expect(rendered.count == plain.count && rendered.count > 300)
            #expect(rendered.unreadable.map(\.id) == plain.unreadable.map(\.id))
            #expect(rendered.unreadable.map(\.error) == plain.unreadable.map(\.error))
            #expect(!rendered.unreadable.isEmpty)
        }
    }

    @Test("joins the queries in their order, without the unreadable, in one call", arguments: engines)
    func order(engine: StoreEngine) async throws {
        let rendering = RowRendering([.required("n", .integerUnlessZero), .optional("k", .text)])
        try await engine.withStore(Things.all) { store in
            try await store.fill(Things.plain, [["n": 0], ["n": 2, "k": "b"], ["n": 3], ["k": "x"], ["n": 5]])
            func from(_ id: String, _ order: Query.Sort) -> Query {
                Query(Things.plain, where: .compare("_id", .atLeast, .string(id)), sort: [order])
            }
            let (rows, counts) = try await OperationCounter.counting {
                try await store.render([from("3", .ascending("_id")), from("1", .descending("_id"))], as: rendering)
            }
            #expect(String(buffer: rows.json) == #"[{"n":3},{"n":5},{"n":5},{"n":3},{"n":2,"k":"b"}]"#)
            #expect(rows.count == 5)
            #expect(rows.unreadable.map(\.id) == ["4", "4", "1"])
            #expect(rows.unreadable[0].error == DocumentError(path: "n", expected: "integer"))
            #expect(counts.calls == 1 && counts.queries == 2)
            let none = try await store.render([Query(Collection("nowhere"))], as: rendering)
            #expect(String(buffer: none.json) == "[]" && none.count == 0)
            #expect(String(buffer: try await store.render([], as: rendering).json) == "[]")
        }
    }
}
