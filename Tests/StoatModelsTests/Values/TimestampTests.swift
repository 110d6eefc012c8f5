import StoatModels
import Testing

@Suite("Timestamp")
struct TimestampTests {
    @Test(
        "is written with exactly three fraction digits",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_786_821_754_000, "2026-08-15T19:22:34.000Z"),
            (951_782_399_999, "2000-02-28T23:59:59.999Z"), (951_868_800_000, "2000-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"), (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
        ] as [(Int64, String)]
    )
    func writes(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        "reads every precision and offset that tools have written",
        arguments: [
            ("2026-08-15T19:22:34Z", 1_786_821_754_000), ("2026-08-15T19:22:34.5Z", 1_786_821_754_500),
            ("2026-08-15T19:22:34.123456789+00:00", 1_786_821_754_123), ("2026-08-15T21:22:34+0200", 1_786_821_754_000),
            ("2026-08-15T16:52:34-02:30", 1_786_821_754_000), ("2026-08-15T19:22Z", 1_786_821_720_000),
            ("20260815T192234.000Z", 1_786_821_754_000), ("2026-08-15 19:22:34", 1_786_821_754_000),
        ] as [(String, Int64)]
    )
    func reads(text: String, milliseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
    }

    @Test(
        "refuses what is no time",
        arguments: ["", "now", "2026-13-01T00:00:00Z", "2026-08-15", "2026-08-15T19:22:34Zx"]
    )
    func refuses(text: String) {
        #expect(Timestamp(iso8601: text) == nil)
    }

    @Test("moves by durations")
    func moves() {
        let start = Timestamp(milliseconds: 1000)
        #expect(start.advanced(by: .seconds(2)) == Timestamp(milliseconds: 3000))
        #expect(start.advanced(by: .milliseconds(-1500)) == Timestamp(milliseconds: -500))
        #expect(start.advanced(by: .seconds(2)).since(start) == .seconds(2))
    }
}
