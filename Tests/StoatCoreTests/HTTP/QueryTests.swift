import Testing

@testable import StoatCore

enum SampleSort: String, CaseIterable {
    case latest = "Latest"
    case oldest = "Oldest"
}

@Suite("Query strings")
struct QueryTests {
    @Test(
        "read Booleans leniently",
        arguments: [
            ("f=true", true), ("f=YES", true), ("f=on", true), ("f=", true), ("f", true), ("f=False", false),
            ("f=no", false), ("f=off", false), ("f=1", nil), ("f=0", nil), ("", nil), ("g=true", nil),
        ] as [(String, Bool?)]
    )
    func bools(text: String, value: Bool?) { #expect(RequestQuery(text[...]).bool("f") == value) }

    @Test("count what they cannot understand as absent")
    func lenient() {
        let query = RequestQuery("limit=abc&n=7&sort=latest&id=01A&empty=&%6E2=8")
        #expect(query.integer("limit", as: Int.self) == nil)
        #expect(query.integer("n") == 7)
        #expect(query.integer("n2") == 8)
        #expect(query.choice("sort", of: SampleSort.self) == .latest)
        #expect(query.choice("id", of: SampleSort.self) == nil)
        #expect(query["missing"] == nil)
        #expect(query["empty"] == "")
    }

    @Test(
        "decode escapes and leave broken ones",
        arguments: [("a=%41+b", "A b"), ("a=%zz%4", "%zz%4"), ("a=%FF", "\u{FFFD}")]
    )
    func escapes(text: String, value: String) { #expect(RequestQuery(text[...])["a"] == value) }
}
