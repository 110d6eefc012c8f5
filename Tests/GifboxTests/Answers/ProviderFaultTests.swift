import HTTPTypes
import StoatModels
import TestSupport
import Testing

@testable import Gifbox
@testable import StoatCore

@Suite("Faults of the GIF provider", .timeLimit(.minutes(4)))
struct ProviderFaultTests {
    /// A fault and what the caller is told.
    struct Fault: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reply: ScriptedHTTPServer.Reply
        let expected: String

        init(_ name: String, _ reply: ScriptedHTTPServer.Reply, _ expected: String) {
            self.testDescription = name
            self.reply = reply
            self.expected = expected
        }
    }

    @Test(
        "are typed errors, and the next question is asked all the same",
        arguments: [
            Fault("server error", .answer(500, TenorBodies.page), "400 ProxyError"),
            Fault("bad key", .answer(403, #"{"error": {"code": 403}}"#), "400 ProxyError"),
            Fault("redirect", .answer(302, ""), "400 ProxyError"),
            Fault("error with status 200", .answer(200, #"{"error": "bad key"}"#), "400 ProxyError"),
            Fault("page of HTML", .answer(200, "<html></html>"), "400 ProxyError"),
            Fault("nothing", .answer(200, ""), "400 ProxyError"),
            Fault("a list", .answer(200, "[]"), "400 ProxyError"),
            Fault("results of another type", .answer(200, #"{"results": {}, "tags": 1}"#), "400 ProxyError"),
            Fault("half of a page", .answer(200, String(TenorBodies.page.prefix(200))), "400 ProxyError"),
            Fault("deep nesting", .answer(200, String(repeating: "[", count: 100_000)), "400 ProxyError"),
            Fault("too many bytes", .answer(200, String(repeating: " ", count: 3 << 20)), "400 ProxyError"),
            Fault("no end", .endless(bytes: 64 << 10), "400 ProxyError"),
            Fault("silence", .silence, "503 ServiceUnavailable"),
            Fault("a few bytes at a time", .trickle, "503 ServiceUnavailable"),
            Fault("hang-up", .hangUp, "503 ServiceUnavailable"),
        ]
    )
    func faults(fault: Fault) async throws {
        var limits = OutboundClient.Limits()
        if case "503 ServiceUnavailable" = fault.expected {
            limits.whole = .milliseconds(500)
        } else {
            limits.whole = .seconds(30)
        }
        let script: ScriptedHTTPServer.Script = { _ in fault.reply }
        try await TestGifbox.run(script, limits: limits, deadline: .seconds(60)) {
            (gifbox, provider) async throws in
            for path in ["/categories?locale=en", "/trending?locale=en"] {
                let answer = try await gifbox.get(path)
                #expect(answer.summary == fault.expected)
                #expect(answer.headers[.accessControlAllowOrigin] == "*")
            }
            #expect(provider.requests.count == 2)
        }
    }

    @Test("nobody listens")
    func down() async throws {
        let url = "http://127.0.0.1:\(try FreePort.next())"
        try await TestGifbox.run(.asking(url)) { (gifbox) async throws in
            #expect(try await gifbox.get("/trending?locale=en").summary == "503 ServiceUnavailable")
        }
    }

    @Test("unknown fields and missing ones do no harm")
    func tolerance() throws {
        let page = try JSONParser.parse(
            #"{"results": [null, 1, {"id": 5, "url": "u", "media_formats": {}}, {"id": "x", "url": "u", "media_formats": "#
                + #"{"webm": {"url": "w", "dims": [1.0, 2, 3]}, "gif": null, "mp4": {"url": "m", "dims": [-1, 2]}}}], "#
                + #""next": 3, "more": {}}"#
        )
        let plain: Value = ["url": "w", "dimensions": [0, 0]]
        #expect(
            TenorAnswer.page(page) == [
                "results": [
                    [
                        "id": "x",
                        "media_formats": [
                            "webm": plain, "mp4": ["url": "m", "dimensions": [0, 2]], "tinywebm": plain,
                        ],
                        "url": "u",
                    ]
                ],
                "next": "3",
            ]
        )
    }
}
