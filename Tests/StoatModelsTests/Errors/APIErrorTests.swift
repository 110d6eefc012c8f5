import StoatModels
import Testing

/// One row of the protocol's error table.
struct ErrorRow: Sendable, CustomTestStringConvertible {
    let kind: APIError.Kind
    let status: Int
    let body: Object

    init(_ kind: APIError.Kind, _ status: Int, _ name: String, _ fields: Object = [:]) {
        self.kind = kind
        self.status = status
        var body: Object = ["type": .string(name)]
        for entry in fields { body.append(entry.key, entry.value) }
        self.body = body
    }

    var testDescription: String { "\(kind)" }
}

@Suite("API errors")
struct APIErrorTests {
    @Test("answer with status, name and fields of the protocol", arguments: errorRows)
    func wire(row: ErrorRow) {
        let error = APIError(row.kind, file: "Module/File.swift", line: 7)
        var expected = row.body
        if row.body["type"] != "DisallowedContactSupport" { expected.append("location", "Module/File.swift:7") }
        #expect(error.status == row.status)
        #expect(error.wireObject == expected)
        #expect(error.wireObject.entries.first?.key == "type")
    }

    @Test("are all in the table")
    func complete() {
        // 95 types of the protocol, three kinds that share a name with another status, and one name of ours.
        #expect(errorRows.count == 99)
        #expect(Set(errorRows.map { "\($0.kind)" }).count == errorRows.count)
    }

    @Test("know where they were made")
    func location() {
        let error = APIError(.notFound)
        #expect(error.file == "StoatModelsTests/APIErrorTests.swift")
        #expect(error.line == #line - 2)
        #expect(error.description.hasPrefix("NotFound at StoatModelsTests/APIErrorTests.swift:"))
    }

    @Test(
        "round a slowmode up to whole seconds",
        arguments: [
            (.milliseconds(1), 1), (.seconds(2), 2), (.milliseconds(2001), 3),
        ] as [(Duration, Int64)]
    )
    func slowmode(delay: Duration, seconds: Int64) {
        #expect(APIError(.inSlowmode(retryAfter: delay)).wireObject["retry_after"] == .int(seconds))
    }
}
