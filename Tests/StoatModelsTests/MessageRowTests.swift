import StoatModels
import Testing

@Suite("Stored messages as clients see them")
struct MessageRowTests {
    @Test(
        "the short way and the way over the entity agree",
        arguments: [
            ["_id": "M", "channel": "C", "author": "A"],
            ["_id": "M", "channel": "C", "author": "A", "content": "", "nonce": "n", "flags": 0, "unknown": 1],
            ["_id": "M", "channel": "C", "author": "A", "content": nil, "flags": 6, "edited": "2026-08-15T19:22:34Z"],
            ["_id": "M", "channel": "C", "author": "A", "flags": 2, "edited": .int(1_700_000_000_123), "pinned": true],
            ["_id": "M", "channel": "C", "author": "A", "pinned": false, "mentions": [], "reactions": [:]],
            [
                "_id": "M", "channel": "C", "author": "A", "mentions": ["B"], "role_mentions": ["R"], "replies": ["N"],
                "reactions": ["👍": ["A", "B"]], "embeds": [["type": "Text", "title": "t"]], "masquerade": [:],
            ],
            [
                "_id": "M", "channel": "C", "author": "A", "embeds": [], "masquerade": ["name": "x", "colour": "red"],
                "interactions": ["reactions": ["👍"], "restrict_reactions": true],
            ],
            ["_id": "M", "channel": "C", "author": "A", "interactions": ["restrict_reactions": false]],
            ["_id": "M", "channel": "C", "author": "W", "webhook": ["name": "hook", "avatar": nil], "content": "x"],
            [
                "_id": "M", "channel": "C", "author": "00000000000000000000000000",
                "system": ["type": "call_started", "by": "A", "finished_at": .int(1_700_000_000_123)],
            ],
            [
                "_id": "M", "channel": "C", "author": "00000000000000000000000000",
                "system": ["type": "call_started", "by": "A", "finished_at": nil],
            ],
            [
                "_id": "M", "channel": "C", "author": "A",
                "attachments": [
                    [
                        "_id": "F", "tag": "attachments", "filename": "f", "hash": "h", "uploaded_at": .int(5),
                        "metadata": ["type": "File"], "content_type": "text/plain", "size": 3, "message_id": "M",
                    ]
                ],
            ],
        ] as [Object]
    )
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
