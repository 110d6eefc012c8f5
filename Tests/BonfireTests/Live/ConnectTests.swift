import StoatCore
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import Bonfire

@Suite("Connecting", .timeLimit(.minutes(3)))
struct ConnectTests {
    @Test("Ready shows what the user has, own user last, fields in order")
    func ready() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA") { $0.relations = [Relation(id: "01BOB", status: .friend)] }
            try await gateway.user("01BOB") { $0.relations = [Relation(id: "01ADA", status: .friend)] }
            try await gateway.user("01CID")
            try await gateway.server("S1", channels: ["C1", "C2"], members: ["01ADA", "01BOB", "01CID"])
            let direct = Channel(id: "D1", kind: .directMessage(isActive: true, recipients: ["01ADA", "01CID"]))
            try await gateway.insert(direct.document, into: .channels)
            let emoji = Emoji(id: "E1", server: "S1", creator: "01ADA", name: "wave")
            try await gateway.insert(emoji.document, into: .emojis)

            let ready = try await gateway.connect("01ADA").expect("Ready")
            #expect(
                ready.keys == [
                    "type", "users", "servers", "channels", "members", "emojis", "voice_states", "policy_changes",
                ]
            )
            let users = ready.objects("users")
            #expect(users.last?["_id"] == "01ADA")
            #expect(users.last?["relationship"] == "User")
            #expect(users.last?["online"] == true)
            #expect(users.last?["relations"] == [["_id": "01BOB", "status": "Friend"]])
            #expect(Set(users.compactMap { $0["_id"]?.string }) == ["01ADA", "01BOB", "01CID"])
            #expect(users.first { $0["_id"] == "01BOB" }?["relationship"] == "Friend")
            #expect(ready.objects("servers").first?["approximate_member_count"] == 3)
            #expect(ready.objects("channels").compactMap { $0["_id"]?.string } == ["D1", "C1", "C2"])
            #expect(ready.objects("members").map { $0["_id"]?.object } == [["server": "S1", "user": "01ADA"]])
            #expect(ready.objects("emojis").map { $0["name"] } == ["wave"])
        }
    }

    @Test("Authenticate in a frame, unknown keys and all")
    func authenticate() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA")
            let client = Client(socket: try await RawSocket.webSocket(port: gateway.port))
            try await client.send(["type": "Ping", "data": 1])
            try await client.send(["type": "Authenticate", "token": "01ADA", "result": "Success", "_id": "x"])
            _ = try await client.expect("Authenticated")
            _ = try await client.expect("Ready")
            #expect(try await client.settle().isEmpty)
        }
    }

    @Test("what is sent before Ready is answered after it, in order")
    func heldMessages() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA")
            let socket = try await RawSocket(port: gateway.port)
            let pings = (1...5).map { #"{"type":"Ping","data":\#($0)}"# }
            try await socket.send(
                Array(RawSocket.handshake(path: "/?token=01ADA").utf8) + pings.flatMap { ClientFrame.text($0) }
            )
            _ = try await socket.readHead()
            let client = Client(socket: socket)
            _ = try await client.expect("Authenticated")
            _ = try await client.expect("Ready")
            for number in 1...5 { #expect(try await client.expect("Pong")["data"] == .int(Int64(number))) }
        }
    }

    @Test("tokens that will not work get an Error in both spellings", arguments: ["", "unknown", "01GONE", "01BANNED"])
    func refused(token: String) async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01GONE") { $0.flags = .deleted }
            try await gateway.user("01BANNED") { $0.flags = .banned }
            let client = Client(socket: try await RawSocket.webSocket(port: gateway.port, query: "token=\(token)"))
            let error = try await client.expect("Error")
            #expect(error["error"] == "InvalidSession")
            #expect(error["data"]?.object?["type"] == "InvalidSession")
            #expect(error["data"]?.object?["location"]?.string != nil)
            #expect(try await client.closeCode() == 1008)
        }
    }

    @Test("a suspension counts only until it ends")
    func suspension() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01NOW") {
                $0.flags = .suspended
                $0.suspendedUntil = Timestamp.now.advanced(by: .seconds(600))
            }
            try await gateway.user("01OLD") {
                $0.flags = .suspended
                $0.suspendedUntil = Timestamp(milliseconds: 0)
            }
            _ = try await gateway.live("01OLD")
            let client = Client(socket: try await RawSocket.webSocket(port: gateway.port, query: "token=01NOW"))
            _ = try await client.expect("Error")
        }
    }

    @Test("a store that is away closes with 1013 and no Error")
    func storeAway() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA")
            await gateway.core.store.close()
            let socket = try await RawSocket.webSocket(port: gateway.port, query: "token=01ADA")
            #expect(try await socket.readFrame()?.closeCode == 1013)
        }
    }

    @Test("bots connect with their token, and see no policy changes")
    func bots() async throws {
        try await withEmbeddedGateway { gateway in
            let bot = User(id: "01BOT", username: "bot", discriminator: "0001", botOwner: "01ADA")
            try await gateway.insert(bot.document, into: .users)
            try await gateway.insert(Bot(id: "01BOT", owner: "01ADA", token: "secret").document, into: .bots)
            let ready = try await gateway.connect("secret").expect("Ready")
            #expect(ready["policy_changes"] == nil)
            #expect(ready.objects("users").last?["bot"] == ["owner": "01ADA"])
        }
    }

    @Test("selectors add settings and unreads")
    func selectors() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA")
            try await gateway.insert(
                ["_id": "01ADA", "ordering": [5, "{}"], "theme": [6, "{}"]],
                into: .userSettings
            )
            try await gateway.insert(
                ChannelUnread(channel: "C", user: "01ADA", lastID: "M").document,
                into: .channelUnreads
            )
            let query = "&ready=user_settings%5Bordering%5D&ready=channel_unreads&ready=nothing"
            let ready = try await gateway.connect("01ADA", query: query).expect("Ready")
            #expect(ready.keys == ["type", "user_settings", "channel_unreads"])
            #expect(ready["user_settings"] == ["ordering": [5, "{}"]])
            #expect(ready.objects("channel_unreads").first?["last_id"] == "M")
        }
    }

    @Test("connecting takes the same number of store calls for 1 and for 20 servers")
    func queries() async throws {
        var calls: [Int] = []
        for count in [1, 20] {
            try await withEmbeddedGateway { gateway in
                try await gateway.user("01ADA")
                for index in 0..<count {
                    try await gateway.server(
                        ServerID("S\(index)"),
                        channels: [ChannelID("C\(index)a"), ChannelID("C\(index)b")],
                        members: ["01ADA"]
                    )
                }
                let parts = gateway.service.parts
                let counted = try await OperationCounter.counting {
                    let personal = try await parts.reader.personal("01ADA", ReadySelection())
                    try await parts.loader.ensure(Set(personal?.memberships.map(\.id.server) ?? []))
                    _ = try await parts.reader.surroundings(of: "01ADA", [])
                }
                calls.append(counted.counts.calls)
            }
        }
        #expect(calls[0] == calls[1])
        #expect(calls[0] <= 4)
    }

    @Test("the session's last use is written down")
    func lastSeen() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA")
            _ = try await gateway.live("01ADA")
            await gateway.service.parts.lastSeen.flush()
            let row = try await gateway.core.store.findOne(.sessions, where: .equals("_id", "session-01ADA"))
            #expect((row?.optionalTimestamp("last_seen") ?? Timestamp(milliseconds: 0)).milliseconds > 0)
        }
    }

    @Test("events that come while a session is prepared follow its Ready")
    func replay() async throws {
        try await withEmbeddedGateway { gateway in
            try await gateway.user("01ADA")
            try await gateway.server("S1", members: ["01ADA"])
            let channel = EmbeddedGateway.channel("C1", in: "S1")
            // Somebody is there already, so that the server is held and its events arrive.
            let first = try await gateway.live("01ADA")
            for round in 0..<20 {
                let client = try await gateway.connect("01ADA")
                gateway.core.announce(gateway.message(MessageID("01M\(100 + round)"), in: channel, by: "01ADA"))
                let ready = try await client.expect("Ready")
                let shown = ready.objects("channels").first?["last_message_id"]?.string ?? ""
                // A ping may overtake an event that is only on its way to the loop, so the event itself is awaited.
                if shown != "01M\(100 + round)" {
                    #expect(try await client.expect("Message")["_id"]?.string == "01M\(100 + round)")
                    #expect(try await client.settle().isEmpty)
                }
                await client.socket.close()
            }
            #expect(try await first.settle().filter { $0["type"] == "Message" }.count == 20)
        }
    }
}
