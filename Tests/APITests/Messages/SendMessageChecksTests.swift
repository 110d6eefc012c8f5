import HTTPTypes
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

/// Every check has its place: a request that breaks all rules is put right one rule at a time.
@Suite("Order of checks when sending", .timeLimit(.minutes(4)))
struct SendMessageChecksTests {
    private static let everything: Permissions = .grantAllSafe.subtracting(.bypassSlowmode)

    @Test("each check answers before those that follow it")
    func order() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann, bob, rights: .viewChannel)
            let role = RoleID.new()
            try await api.role(role, in: town.server)
            try await api.change(.channels, .id(town.channel), Update().set("slowmode", 60))
            let mark = CacheMark.slowmode(of: bob.id, in: town.channel)
            _ = await api.core.cache.claim(mark, for: .seconds(60))
            _ = await api.core.cache.claim(CacheMark.idempotency(key: "used", of: bob.id), for: .seconds(60))

            var channel: ChannelID = "unknown"
            var caller: Caller?
            var headers: [HTTPField.Name: String] = [.idempotencyKey: String(repeating: "k", count: 65)]
            let long = String(repeating: "é", count: 1001)
            var body: Object = [
                "content": .array([]), "nonce": "", "attachments": ["A", "B", "C", "D", "E", "F"], "flags": 12,
                "embeds": .array(Array(repeating: ["title": "", "media": "missing"], count: 6)),
                "masquerade": ["colour": "red"],
                "interactions": ["reactions": .array(Array(repeating: "👍", count: 1)), "restrict_reactions": true],
                "replies": .array(Array(repeating: ["id": "X", "mention": true], count: 6)),
            ]
            func expect(_ summary: String, _ line: Int = #line) async throws {
                let answer = try await api.call(
                    .post,
                    "/channels/\(channel)/messages",
                    as: caller,
                    body,
                    headers: headers
                )
                #expect(answer.summary == summary, "line \(line): \(answer.object)")
            }
            func allow(_ rights: Permissions) async throws {
                let value: Value = .int(Int64(bitPattern: rights.rawValue))
                try await api.change(.servers, .id(town.server), Update().set("default_permissions", value))
            }

            try await expect("401 MissingHeaders")
            caller = bob
            try await expect("400 HeaderTooLarge")
            headers[.idempotencyKey] = "used"
            try await expect("409 DuplicateNonce")
            headers[.idempotencyKey] = "new"
            try await expect("422 FailedValidation")
            body["content"] = .string(long)
            try await expect("400 FailedValidation")
            body["nonce"] = "used"
            try await expect("400 FailedValidation")
            body["embeds"] = .array(Array(repeating: ["title": "t", "media": "missing"], count: 6))
            try await expect("404 NotFound")
            channel = town.channel
            try await expect("403 MissingPermission(SendMessage)")
            try await allow([.viewChannel, .sendMessage])
            try await expect("403 MissingPermission(Masquerade)")
            try await allow([.viewChannel, .sendMessage, .masquerade])
            try await expect("403 MissingPermission(ManageRole)")
            try await allow([.viewChannel, .sendMessage, .masquerade, .manageRole])
            try await expect("403 MissingPermission(SendEmbeds)")
            try await allow([.viewChannel, .sendMessage, .masquerade, .manageRole, .sendEmbeds])
            try await expect("403 MissingPermission(UploadFiles)")
            let rights: Permissions = [
                .viewChannel, .sendMessage, .masquerade, .manageRole, .sendEmbeds, .uploadFiles,
            ]
            try await allow(rights)
            try await expect("429 InSlowmode")
            await api.core.cache.release(mark)
            try await expect("403 MissingPermission(React)")
            try await allow(rights.union(.react))
            let reactions = "👍👎😀😁😂🤣😃😄😅😆😉😊😋😎😍😘🥰😗😙😚🙂".map { Value.string(String($0)) }
            body["interactions"] = ["reactions": .array(reactions), "restrict_reactions": true]
            try await expect("400 InvalidOperation")
            body["interactions"] = ["reactions": ["👍", "01FD58YK5W7QRV5H3D64KTQYX3", "no"]]
            try await expect("404 NotFound")
            body["interactions"] = ["reactions": ["👍", "no"], "restrict_reactions": true]
            try await expect("400 InvalidOperation")
            body["interactions"] = ["reactions": [], "restrict_reactions": true]
            try await expect("422 PayloadTooLarge")
            body["content"] = ""
            try await expect("400 InvalidOperation")
            body["nonce"] = "fresh"
            let (attachments, embeds) = (body["attachments"], body["embeds"])
            (body["attachments"], body["embeds"]) = (nil, nil)
            try await expect("422 EmptyMessage")
            (body["attachments"], body["embeds"]) = (attachments, embeds)
            try await expect("400 InvalidProperty")
            body["flags"] = 4
            try await expect("400 IsNotBot")
            body["flags"] = 3
            try await expect("400 InvalidProperty")
            body["interactions"] = ["reactions": [], "restrict_reactions": false]
            body["content"] = .string("@everyone <%\(role)>")
            try await expect("403 MissingPermission(MentionEveryone)")
            try await allow(rights.union([.react, .mentionEveryone]))
            try await expect("403 MissingPermission(MentionRoles)")
            try await allow(rights.union([.react, .mentionEveryone, .mentionRoles]))
            try await expect("400 TooManyReplies(5)")
            body["replies"] = [["id": "X", "mention": true]]
            try await expect("404 NotFound")
            body["replies"] = [["id": "X", "mention": true, "fail_if_not_exists": false]]
            try await expect("400 TooManyAttachments(5)")
            body["attachments"] = ["A"]
            try await expect("400 TooManyEmbeds(5)")
            body["embeds"] = [["media": "missing"]]
            try await expect("404 NotFound")
            try await api.upload("A", tag: "attachments")
            try await expect("404 NotFound")
            body["embeds"] = nil
            #expect(api.events().filter { $0.kind == .message }.isEmpty)
            try await expect("200")
            #expect(api.eventNames() == ["UserSlowmodes", "Message"])
        }
    }

    @Test(
        "who may not send is told why",
        arguments: [
            ("stranger", "403 MissingPermission(SendMessage)"), ("timed out", "403 MissingPermission(SendMessage)"),
            ("unfriended", "403 MissingPermission(SendMessage)"),
        ]
    )
    func refused(who: String, summary: String) async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let town = try await api.town(of: ann)
            var channel = town.channel
            switch who {
            case "timed out":
                try await api.join(town.server, bob)
                try await api.change(
                    .serverMembers,
                    .equals("_id.user", .string(bob.id.rawValue)),
                    Update().set("timeout", .string(TestAPI.now.advanced(by: .seconds(60)).iso8601))
                )
            case "unfriended": channel = try await api.directMessage(ann, bob).id
            default: break
            }
            let answer = try await api.call(.post, "/channels/\(channel)/messages", as: bob, ["content": "x"])
            #expect(answer.summary == summary)
            #expect(try await api.count(.messages, .field("channel", equals: channel)) == 0)
        }
    }

    @Test("mass mentions in direct messages and groups are plain text")
    func plainText() async throws {
        try await TestAPI.run { api in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let group = try await api.group(of: ann, with: bob)
            let text: Value = .string("@everyone @online <%\(RoleID.new())>")
            let sent = try await api.send(["content": text], to: group.id, as: bob)
            #expect(sent["flags"] == nil && sent["role_mentions"] == nil)
            let role: Value = .string("@everyone <%\(RoleID.new())>")
            #expect(try await api.send(["content": role], to: group.id, as: ann)["flags"] == nil)
        }
    }

    @Test("the byte limit is that of the sender's age, embeds included", arguments: [(10, 2001), (1000, 3001)])
    func lengths(age: Int, tooLong: Int) async throws {
        let settings = Settings.with { $0.features.limits.default.messageLength = 3000 }
        try await TestAPI.run(settings) { api in
            let ann = try await api.user("ann", ageInHours: age)
            let channel = try await api.town(of: ann).channel
            func send(_ bytes: Int) async throws -> String {
                let description = String(repeating: "d", count: 2000)
                let body: Object = [
                    "content": .string(String(repeating: "c", count: bytes - 2000)),
                    "embeds": [["description": .string(description)]],
                ]
                return try await api.call(.post, "/channels/\(channel)/messages", as: ann, body).summary
            }
            #expect(try await send(tooLong) == "422 PayloadTooLarge")
            #expect(try await send(tooLong - 1) == "200")
        }
    }
}
