public import StoatModels

/// Messages as databases hold them, in every encoding ever written and some that never were.
public enum StoredMessages {
    /// Messages of every shape that a server has stored.
    public static let shapes: [Object] = [
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
        [
            "_id": "M", "channel": "C", "author": "A",
            "content": "tab\t\"q\" \\ \u{1F600} é \u{0}\u{1f}\n end, long enough",
            "edited": .date(Timestamp(milliseconds: 1_700_000_000_123)), "flags": .int32(4), "nonce": nil,
        ],
        ["author": "A", "channel": "C", "content": "in another order", "_id": "M", "flags": .double(2), "edited": nil],
        [
            "_id": "M", "channel": "C", "author": "A",
            "embeds": [
                [
                    "type": "Website", "width": .int32(3), "height": .double(4), "ratio": .double(0.75), "none": nil,
                    "at": .date(Timestamp(milliseconds: -1)), "nested": ["list": [[], [[:]], true, .int(.min)]],
                ]
            ],
        ],
    ]

    /// A message for each member shown and each kind of value there may be under its key, wrong ones included.
    public static var kinds: [Object] {
        let values: [Value] = [
            nil, true, false, 0, 7, .int32(0), .int32(-7), .double(0), .double(7), .double(7.5), .double(.infinity), "",
            "text", "2026-08-15T19:22:34+02:00", .date(Timestamp(milliseconds: 1_700_000_000_123)), [], ["a", nil, 1],
            [["_id": "F", "size": .double(3), "metadata": nil]], [:],
            ["type": "text", "content": "x", "name": "n", "reactions": ["👍"], "avatar": 1],
        ]
        return Message.rendering.members.flatMap { member in
            values.map { value in
                var row: Object = ["_id": "M", "channel": "C", "author": "A"]
                row[member.key] = value
                return row
            }
        }
    }
}
