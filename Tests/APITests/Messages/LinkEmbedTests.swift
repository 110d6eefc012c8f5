import NIOCore
import StoatMessaging
import StoatModels
import StoatStorage
import Synchronization
import TestSupport
import Testing

@testable import StoatCore

@Suite("Embeds of links", .timeLimit(.minutes(4)))
struct LinkEmbedTests {
    private static func page(_ url: String) -> Object { ["type": "Website", "url": .string(url), "title": "t"] }

    /// Answers each link with a page of it; those that contain `none` with an error.
    private static let script: ScriptedHTTPServer.Script = { request in
        guard let url = request.query["url"], request.path == "/embed" else { return .answer(404, "") }
        if url.contains("none") { return .answer(400, #"{"type": "NoEmbedData", "location": "x"}"#) }
        return .answer(200, String(buffer: JSONWriter.encode(page(url))))
    }

    /// Runs an API whose worker asks a scripted proxy.
    private static func run(
        _ script: @escaping ScriptedHTTPServer.Script = script,
        _ body: (TestAPI, ScriptedHTTPServer) async throws -> Void
    ) async throws {
        try await ScriptedHTTPServer.run(script) { proxy in
            try await TestAPI.run(Settings.with { $0.hosts.january = proxy.url }) { api in
                try await api.working { try await body(api, proxy) }
            }
        }
    }

    @Test("are added in the order of the links, and everybody in the channel learns of them")
    func order() async throws {
        let door = Door()
        let script: ScriptedHTTPServer.Script = { request in
            // The first link is answered last.
            if request.query["url"] == "https://a.b/1?x=y&z" { await door.wait() }
            if request.query["url"] == "https://a.b/3" { door.open() }
            return await Self.script(request)
        }
        try await Self.run(script) { (api, proxy) async throws in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            _ = api.events()
            let text = "https://a.b/1?x=y&z https://a.b/2 https://a.b/none https://a.b/3 https://a.b/4"
            let id = try await api.say(text, in: channel, as: ann)
            let urls = ["https://a.b/1?x=y&z", "https://a.b/2", "https://a.b/3", "https://a.b/4"]
            let expected: Value = .array(urls.map { .object(Self.page($0)) })
            let event = try await api.next(.messageAppend)
            #expect(event.summary == "MessageAppend → channel")
            #expect(
                event.body == [
                    "type": "MessageAppend", "id": .string(id.rawValue), "channel": .string(channel.rawValue),
                    "append": ["embeds": expected],
                ]
            )
            #expect(try await api.stored(id)?["embeds"] == expected)
            #expect(proxy.requests.count == 5)
            try await api.drained()
        }
    }

    @Test("come after those that the author wrote")
    func own() async throws {
        try await Self.run { (api, _) async throws in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let body: Object = ["content": "https://a.b/", "embeds": [["title": "own"]]]
            let id: MessageID = try await api.send(body, to: channel, as: ann).id("_id")
            _ = try await api.next(.messageAppend)
            let embeds = try await api.stored(id)?.objects("embeds")
            #expect(embeds == [["type": "Text", "title": "own"], Self.page("https://a.b/")])
        }
    }

    @Test(
        "only of answers that are embeds",
        arguments: [
            (#"{"type": "Image", "url": "u", "width": 1, "height": 2, "size": "Large"}"#, true),
            (#"{"type": "Video", "url": "u", "width": 1, "height": 2}"#, true),
            (#"{"type": "Website", "title": null, "special": {"type": "None"}}"#, true),
            (#"{"type": "Image", "url": "u"}"#, false), (#"{"type": "Website", "image": {"url": 1}}"#, false),
            (#"{"type": "Text", "title": "t"}"#, false), (#"{"type": "None"}"#, false), (#"{"type": 1}"#, false),
            (#"{"type": "Website", "title""#, false), ("[]", false), ("<html></html>", false), ("", false),
        ]
    )
    func answers(body: String, isEmbed: Bool) async throws {
        let script: ScriptedHTTPServer.Script = { _ in .answer(200, body) }
        try await Self.run(script) { (api, proxy) async throws in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id = try await api.say("https://a.b/", in: channel, as: ann)
            try await api.drained()
            #expect(proxy.requests.count == 1)
            let embeds = try await api.stored(id)?.objects("embeds") ?? []
            #expect(embeds.count == (isEmbed ? 1 : 0))
            #expect(embeds.first?["title"] == nil)
        }
    }

    @Test(
        "not of messages without links, whose author may not, or where the instance has no link proxy",
        arguments: ["plain", "<https://a.b>", "`https://a.b`", "> https://a.b"]
    )
    func none(text: String) async throws {
        try await Self.run { (api, proxy) async throws in
            let (ann, bob) = (try await api.user("ann"), try await api.user("bob"))
            let rights: Permissions = [.viewChannel, .readMessageHistory, .sendMessage]
            let channel = try await api.town(of: ann, bob, rights: rights).channel
            try await api.say(text, in: channel, as: ann)
            let id = try await api.say("https://a.b/", in: channel, as: bob)
            _ = try await api.call(.patch, "/channels/\(channel)/messages/\(id)", as: bob, ["content": "https://c.d"])
            #expect(try await api.core.queue.depth(of: LinkEmbeds.queue).waiting == 0)
            #expect(proxy.requests.isEmpty)
        }
        try await TestAPI.run(Settings.with { $0.hosts.january = "" }) { api in
            let ann = try await api.user("ann")
            try await api.say("https://a.b/", in: try await api.town(of: ann).channel, as: ann)
            #expect(try await api.core.queue.depth(of: LinkEmbeds.queue).waiting == 0)
        }
    }

    @Test("are made anew when the text is edited")
    func edit() async throws {
        try await Self.run { (api, _) async throws in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id = try await api.say("https://a.b/", in: channel, as: ann)
            _ = try await api.next(.messageAppend)
            let path = "/channels/\(channel)/messages/\(id)"
            let edited = try await api.call(.patch, path, as: ann, ["content": "https://c.d/"]).ok()
            #expect(edited["embeds"] == [])
            _ = try await api.next(.messageAppend)
            #expect(try await api.stored(id)?.objects("embeds") == [Self.page("https://c.d/")])
            try await api.drained()
        }
    }

    @Test("are not added to a message that was edited or deleted meanwhile", arguments: [true, false])
    func meanwhile(isEdit: Bool) async throws {
        let door = Door()
        let script: ScriptedHTTPServer.Script = { request in
            await door.wait()
            return await Self.script(request)
        }
        try await Self.run(script) { (api, proxy) async throws in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id = try await api.say("https://a.b/", in: channel, as: ann)
            try await eventually("the proxy is asked") { proxy.requests.count == 1 }
            let path = "/channels/\(channel)/messages/\(id)"
            if isEdit {
                try await api.call(.patch, path, as: ann, ["content": "no link"]).ok()
            } else {
                #expect(try await api.call(.delete, path, as: ann).status == 204)
            }
            _ = api.events()
            door.open()
            try await api.drained()
            #expect(api.events().isEmpty)
            #expect(try await api.stored(id)?.objects("embeds").isEmpty ?? true)
        }
    }

    @Test("a proxy that fails is asked once more, then there is what could be had")
    func retry() async throws {
        let calls = Mutex([String: Int]())
        let script: ScriptedHTTPServer.Script = { request in
            let url = request.query["url"] ?? ""
            let call = calls.withLock { calls in
                calls[url, default: 0] += 1
                return calls[url] ?? 0
            }
            if url.contains("never") { return .hangUp }
            if url.contains("late"), call == 1 { return .answer(502, "<html></html>") }
            return await Self.script(request)
        }
        try await Self.run(script) { (api, _) async throws in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id = try await api.say("https://a.b/late https://a.b/never https://a.b/", in: channel, as: ann)
            _ = try await api.next(.messageAppend)
            let embeds = try await api.stored(id)?.objects("embeds")
            #expect(embeds == [Self.page("https://a.b/late"), Self.page("https://a.b/")])
            try await api.drained()
            #expect(calls.withLock { $0.values.allSatisfy { $0 == 2 } })
        }
    }

    @Test("are added once, also where the task is done twice")
    func repeated() async throws {
        try await ScriptedHTTPServer.run(Self.script) { proxy in
            try await TestAPI.run(Settings.with { $0.hosts.january = proxy.url }) { api in
                let ann = try await api.user("ann")
                let channel = try await api.town(of: ann).channel
                let id = try await api.say("https://a.b/", in: channel, as: ann)
                let message = try await api.core.messages.require(id, in: channel)
                let client = OutboundClient()
                let fetcher = EmbedFetcher(client: client, proxy: proxy.url)
                let task = try LinkEmbeds.Task(body: LinkEmbeds.Task(message).body)
                for _ in 1...2 {
                    try await LinkEmbeds(core: api.core).perform(task, with: fetcher, isLastAttempt: true)
                }
                await client.shutdown()
                #expect(try await api.stored(id)?.objects("embeds").count == 1)
            }
        }
    }
}

extension TestAPI {
    /// Runs the worker of link embeds while `body` runs.
    fileprivate func working(_ body: () async throws -> Void) async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { [core] in try await LinkEmbedWorker(core: core).run() }
            defer { group.cancelAll() }
            try await body()
        }
    }

    /// Waits until every queued message was looked at, and none in vain.
    fileprivate func drained() async throws {
        try await eventually("the queue of link embeds is empty") {
            try await core.queue.depth(of: LinkEmbeds.queue) == QueueDepth(waiting: 0, dead: 0)
        }
    }

    /// Waits for an event of a kind.
    fileprivate func next(_ kind: EventKind) async throws -> Event {
        var found: Event?
        try await eventually("\(kind) is published") {
            found = events().first(kind)
            return found != nil
        }
        return try #require(found)
    }
}
