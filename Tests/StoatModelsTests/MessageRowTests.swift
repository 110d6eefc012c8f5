import StoatModels
import TestSupport
import Testing

@Suite("Stored messages as clients see them")
struct MessageRowTests {
    @Test("the short way and the way over the entity agree", arguments: StoredMessages.shapes)
    func agreement(row: Object) throws {
        let short = try Message.wire(row: row)
        let long = try Message(document: row).wire
        #expect(short.hasSameMembers(as: long), "\(short) \(long)")
    }

    @Test("a row without its ids is refused", arguments: ["_id", "channel", "author"])
    func incomplete(key: String) {
        var row: Object = ["_id": "M", "channel": "C", "author": "A"]
        row[key] = nil
        #expect(throws: DocumentError.self) { try Message.wire(row: row) }
    }
}
