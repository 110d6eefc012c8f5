import StoatModels
import Testing

@Suite("Stored documents")
struct EntityDocumentTests {
    private static let user: Object = [
        "_id": "01H0000000000000000000000A", "username": "ada", "discriminator": "0042", "display_name": "Ada",
        "relations": [["_id": "01H0000000000000000000000B", "status": "Friend"]], "badges": .int32(3),
        "status": ["text": "hi", "presence": "Invisible"], "flags": .int32(1), "privileged": true,
        "last_acknowledged_policy_change": "2026-01-01T00:00:00.000Z",
    ]
    private static let channel: Object = [
        "channel_type": "TextChannel", "_id": "C", "server": "S", "name": "general", "last_message_id": "M",
        "default_permissions": ["a": 1, "d": 2], "role_permissions": ["R": ["a": 4, "d": 8]], "nsfw": true,
        "voice": ["max_users": 5], "slowmode": 10,
    ]
    private static let message: Object = [
        "_id": "M", "nonce": "N", "channel": "C", "author": "U", "content": "hello",
        "attachments": [
            [
                "_id": "F", "tag": "attachments", "filename": "a.png", "hash": "h", "uploaded_at": 5,
                "metadata": ["type": "Image", "width": 1, "height": 2, "thumbhash": nil, "animated": nil],
                "content_type": "image/png", "size": 9,
            ]
        ], "edited": "2026-01-01T00:00:00.000Z", "embeds": [["type": "Text", "title": "T"]], "mentions": ["U"],
        "replies": ["M0"], "reactions": ["😀": ["U"]],
        "interactions": ["reactions": ["😀"], "restrict_reactions": true], "masquerade": ["name": "x"], "pinned": true,
        "flags": 0,
    ]

    @Test("come back as they were stored")
    func roundTrip() throws {
        #expect(try User(document: Self.user).document.hasSameMembers(as: Self.user))
        #expect(try Channel(document: Self.channel).document.hasSameMembers(as: Self.channel))
        #expect(try Message(document: Self.message).document.hasSameMembers(as: Self.message))
    }

    @Test("show files in their public shape only")
    func publicFile() throws {
        let wire = try Message(document: Self.message).wire
        let file = try #require(wire["attachments"]?.array?.first?.object)
        #expect(file.keys == ["_id", "tag", "filename", "metadata", "content_type", "size"])
        #expect(wire["edited"] == .date(Timestamp(milliseconds: 1_767_225_600_000)))
        #expect(wire["flags"] == nil)
    }

    @Test("tolerate the defects of old rows")
    func defects() throws {
        let quoted: Object = [
            "channel_type": "Group", "_id": "C", "name": "g", "owner": "U", "recipients": ["U"],
            "last_message_id": "\"01J\"",
        ]
        #expect(try Channel(document: quoted).lastMessageID == "01J")
        let voice: Object = ["channel_type": "VoiceChannel", "_id": "C", "server": "S", "name": "v"]
        #expect(try Channel(document: voice).wire["channel_type"] == "TextChannel")
        #expect(try Channel(document: voice).wire["voice"] == [:])
        let unread: Object = ["_id": ["channel": "C", "user": "U"], "mentions": ["C", "M"]]
        #expect(try ChannelUnread(document: unread).mentions == ["M"])
        #expect(throws: DocumentError.self) { try ChannelUnread(document: ["_id": ["channel": "C"]]) }
        let server: Object = [
            "_id": "S", "owner": "U", "name": "s", "channels": [], "default_permissions": .double(4),
            "roles": ["R": ["name": "r", "permissions": ["a": 1]]],
        ]
        #expect(
            try Server(document: server).roles == [
                Role(id: "R", name: "r", permissions: PermissionOverride(allow: .manageChannel))
            ]
        )
    }

    @Test("hide an invisible presence in every view but the stored one")
    func invisible() throws {
        let user = try User(document: Self.user)
        let own = user.wire(.own(isConnected: true))
        #expect(own["online"] == false)
        #expect(own["status"] == ["text": "hi"])
        #expect(own["relations"]?.array?.count == 1)
        #expect(own["relationship"] == "User")
        #expect(own["badges"] == 3)
    }

    @Test("write every state of an account as existing databases hold it")
    func account() throws {
        let expiry = Timestamp(milliseconds: 1_767_225_600_000)
        var account = Account(
            id: "U",
            email: "A.b@x.org",
            normalisedEmail: "ab@x.org",
            password: "$argon2id$",
            verification: .verified
        )
        account.verification = .moving(to: "n@x.org", .init(token: "t", expiry: expiry))
        account.passwordReset = .init(token: "r", expiry: expiry)
        account.deletion = .scheduled(after: expiry)
        account.lockout = .init(attempts: 3, expiry: expiry)
        account.mfa = .init(totp: .enabled(secret: "S"), recoveryCodes: ["a-b"])
        let document = account.document
        #expect(try Account(document: document) == account)
        #expect(document[path: "verification.expiry"] == "2026-01-01T00:00:00.000Z")
        #expect(document[path: "lockout.attempts"] == .int32(3))
        account.passwordReset = nil
        #expect(account.document["password_reset"] == .null)
    }
}
