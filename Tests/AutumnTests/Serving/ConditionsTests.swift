import HTTPTypes
import Testing

@testable import Autumn

@Suite("Partial and conditional requests")
struct ConditionsTests {
    @Test(
        "ask for a range",
        arguments: [
            (nil, .whole), ("bytes=0-0", .part(0..<1)), ("bytes=0-", .part(0..<100)), ("bytes=99-", .part(99..<100)),
            ("bytes=100-", .unsatisfiable), ("bytes=10-19", .part(10..<20)), ("bytes=10-1000", .part(10..<100)),
            ("bytes=-1", .part(99..<100)), ("bytes=-1000", .part(0..<100)), ("bytes=-0", .unsatisfiable),
            ("bytes=20-10", .whole), ("bytes=0-1,5-6", .whole), ("bytes=a-b", .whole), ("items=0-1", .whole),
            ("bytes=-", .whole), ("bytes", .whole), ("Bytes = 1 - 2", .part(1..<3)), ("bytes=+1-2", .whole),
            ("bytes=0-99999999999999999999999", .part(0..<100)), ("bytes=99999999999999999999-", .unsatisfiable),
        ] as [(String?, ByteRange)]
    )
    func range(header: String?, wanted: ByteRange) { #expect(ByteRange(header, size: 100) == wanted) }

    @Test("find nothing in an empty file")
    func empty() {
        #expect(ByteRange("bytes=0-", size: 0) == .unsatisfiable)
        #expect(ByteRange("bytes=-5", size: 0) == .unsatisfiable)
        #expect(ByteRange(nil, size: 0) == .whole)
    }

    @Test(
        "compare tags",
        arguments: [
            ("\"t\"", true), ("W/\"t\"", true), ("*", true), ("\"a\", \"t\"", true), ("\"a\"", false), ("t", false),
            ("", false),
        ]
    )
    func noneMatch(header: String, isUnchanged: Bool) {
        let conditions = Conditions([.ifNoneMatch: header], tag: "\"t\"")
        #expect(conditions.isNotModified == isUnchanged)
    }

    @Test("lose their range when the client has bytes of something else")
    func ifRange() {
        #expect(Conditions([.range: "bytes=0-", .ifRange: "\"t\""], tag: "\"t\"").range == "bytes=0-")
        #expect(Conditions([.range: "bytes=0-", .ifRange: "\"old\""], tag: "\"t\"").range == nil)
        #expect(Conditions([.range: "bytes=0-", .ifRange: "W/\"t\""], tag: "\"t\"").range == nil)
        let date = "Wed, 21 Oct 2015 07:28:00 GMT"
        #expect(Conditions([.range: "bytes=0-", .ifRange: date], tag: "\"t\"").range == nil)
        #expect(Conditions([.range: "bytes=0-"], tag: "\"t\"").range == "bytes=0-")
    }

    @Test("fail when they want another version")
    func ifMatch() {
        #expect(!Conditions([.ifMatch: "\"t\""], tag: "\"t\"").isMismatch)
        #expect(!Conditions([.ifMatch: "*"], tag: "\"t\"").isMismatch)
        #expect(Conditions([.ifMatch: "\"u\""], tag: "\"t\"").isMismatch)
        #expect(!Conditions([:], tag: "\"t\"").isMismatch)
    }
}
