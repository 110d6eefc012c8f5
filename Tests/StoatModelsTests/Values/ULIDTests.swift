import StoatModels
import Testing

@Suite("ULID")
struct ULIDTests {
    @Test("keeps its time and its text")
    func roundTrip() throws {
        let moment = Timestamp(milliseconds: 1_786_821_754_123)
        let id = ULID(at: moment)
        #expect(id.timestamp == moment)
        #expect(id.description.count == 26)
        #expect(ULID(id.description) == id)
        #expect(ULID(id.description.lowercased()) == id)
    }

    @Test("sorts as text and as number alike")
    func order() {
        let ids = (0..<200).map { ULID(at: Timestamp(milliseconds: 1_000_000 + Int64($0 / 2))) }
        #expect(ids.sorted().map(\.description) == ids.map(\.description).sorted())
    }

    @Test("has a floor below every id of the same moment")
    func floor() {
        let moment = Timestamp(milliseconds: 1_786_821_754_123)
        #expect(ULID.floor(of: moment) <= ULID(at: moment))
        #expect(ULID.floor(of: moment).description.hasSuffix("0000000000000000"))
    }

    @Test(
        "refuses other text",
        arguments: [
            "", "01ARZ3NDEKTSV4RRFFQ69G5FA", "81ARZ3NDEKTSV4RRFFQ69G5FAV", "01ARZ3NDEKTSV4RRFFQ69G5FAU!",
            "01ARZ3NDEKTSV4RRFFQ69G5FAI",
        ]
    )
    func refuses(text: String) {
        #expect(ULID(text) == nil)
    }

    @Test("reads a known id")
    func known() {
        #expect(ULID("01ARYZ6S41TSV4RRFFQ69G5FAV")?.timestamp.milliseconds == 1_469_918_176_385)
    }
}
