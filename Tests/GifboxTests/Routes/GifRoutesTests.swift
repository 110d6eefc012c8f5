import HTTPTypes
import StoatModels
import TestSupport
import Testing

@testable import Gifbox
@testable import StoatCore

@Suite("Routes of the GIF search", .timeLimit(.minutes(4)))
struct GifRoutesTests {
    @Test("the root says what this is, to anybody")
    func root() async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, _) async throws in
            let answer = try await gifbox.get("/", headers: [:])
            #expect(answer.value == ["message": "Gifbox lives on!", "version": .string(Version.current)])
            #expect(try await gifbox.get("/featured?locale=en_US").status == 404)
        }
    }

    @Test("categories have titles and images; the provider learns key, language and filter")
    func categories() async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            let answer = try await gifbox.get("/categories?locale=en_US")
            #expect(answer.status == 200 && answer.headers[.contentType] == "application/json")
            #expect(
                answer.value == [
                    ["title": "yes", "image": "https://gifs.example/yes.gif"],
                    ["title": "no", "image": "https://gifs.example/no.gif"],
                ]
            )
            let asked = try #require(provider.requests.first)
            #expect(asked.path == "/v2/categories")
            #expect(
                asked.query == ["key": "a key", "client_key": "Gifbox", "locale": "en_US", "contentfilter": "high"]
            )
        }
    }

    @Test("lists hold id, address and formats; incomplete results are left out")
    func lists() async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            let small: Value = ["url": "https://media.example/2.webm", "dimensions": [0, 0]]
            let expected: Value = [
                "results": [
                    [
                        "id": "1",
                        "media_formats": [
                            "tinywebm": ["url": "https://media.example/1t.webm", "dimensions": [220, 124]],
                            "webm": ["url": "https://media.example/1.webm", "dimensions": [640, 360]],
                        ],
                        "url": "https://gifs.example/1.gif",
                    ],
                    [
                        "id": "2", "media_formats": ["webm": small, "tinywebm": small],
                        "url": "https://gifs.example/2.gif",
                    ],
                ],
                "next": "CDIQ",
            ]
            #expect(try await gifbox.get("/trending?locale=en_US").value == expected)
            #expect(
                try await gifbox.get("/search?locale=de_DE&query=big+%26%20small&is_category=true").value == expected
            )
            let (trending, search) = (provider.requests[0], provider.requests[1])
            let list = [
                "key": "a key", "client_key": "Gifbox", "contentfilter": "high", "media_filter": "webm,tinywebm",
            ]
            #expect(trending.path == "/v2/featured" && search.path == "/v2/search")
            #expect(trending.query == list.merging(["locale": "en_US", "limit": "50"]) { $1 })
            let asked = ["locale": "de_DE", "limit": "50", "q": "big & small", "component": "categories"]
            #expect(search.query == list.merging(asked) { $1 })
        }
    }

    @Test("the provider is told a position exactly when there is one, and the end has no next")
    func paging() async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            for path in ["/trending?locale=en", "/search?locale=en&query=x"] {
                let first = try #require(try await gifbox.get(path).value.object)
                #expect(first["next"] == "CDIQ")
                let last = try #require(try await gifbox.get(path + "&position=CDIQ").value.object)
                #expect(last == ["results": []])
                _ = try await gifbox.get(path + "&position=&limit=7")
            }
            #expect(provider.requests.map { $0.query["pos"] } == [nil, "CDIQ", nil, nil, "CDIQ", nil])
        }
    }

    @Test(
        "limits stay within what providers take",
        arguments: [("0", "1"), ("1", "1"), ("20", "20"), ("50", "50"), ("51", "50"), ("4294967295", "50")]
    )
    func limit(wanted: String, asked: String) async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            #expect(try await gifbox.get("/trending?locale=en&limit=\(wanted)").status == 200)
            #expect(provider.requests.map { $0.query["limit"] } == [asked])
        }
    }

    @Test(
        "what cannot be read is the caller's mistake, and the provider is not asked",
        arguments: [
            "/categories", "/categories?locale=", "/search?locale=en", "/search?query=x", "/search?locale=en&query=",
            "/search?locale=en&query=x&is_category=maybe", "/search?locale=en&query=x&is_category=",
            "/search?locale=en&query=x&limit=many", "/trending", "/trending?locale=en&limit=-1",
            "/trending?locale=en&limit=4294967296", "/trending?locale=en&limit=",
            "/categories?locale=" + String(repeating: "x", count: 65),
            "/search?locale=en&query=" + String(repeating: "x", count: 257),
            "/trending?locale=en&position=" + String(repeating: "x", count: 1025),
        ]
    )
    func validation(path: String) async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            #expect(try await gifbox.get(path).summary == "400 FailedValidation")
            #expect(provider.requests.isEmpty)
        }
    }

    @Test("callers are users and bots", arguments: ["/categories?locale=en", "/search", "/trending?locale=en"])
    func authentication(path: String) async throws {
        try await TestGifbox.run(TenorBodies.script) { (gifbox, provider) async throws in
            #expect(try await gifbox.get(path, headers: [:]).summary == "401 NotAuthenticated")
            #expect(try await gifbox.get(path, headers: [.sessionToken: "x"]).summary == "401 InvalidSession")
            #expect(try await gifbox.get(path, headers: [.botToken: "x"]).summary == "401 InvalidSession")
            #expect(provider.requests.isEmpty)
            let known = path == "/search" ? "400 FailedValidation" : "200"
            #expect(try await gifbox.get(path, headers: [.botToken: TestGifbox.botToken]).summary == known)
        }
    }

    @Test("each route is counted on its own, the root not at all")
    func rateLimits() async throws {
        try await TestGifbox.run(TenorBodies.script, isLimited: true) { (gifbox, _) async throws in
            for (path, limit) in [("/categories?locale=en", 2), ("/trending?locale=en", 5), ("/search?x", 10)] {
                for count in 1...limit {
                    let answer = try await gifbox.get(path)
                    #expect(answer.status != 429 && answer.headers[.rateLimit] == "\(limit)")
                    #expect(answer.headers[.rateLimitRemaining] == "\(limit - count)")
                }
                let refused = try await gifbox.get(path)
                #expect(refused.status == 429 && refused.value.object?.optionalInteger("retry_after") != nil)
                #expect(refused.headers[.accessControlAllowOrigin] == "*")
                let other: HTTPFields = [.botToken: TestGifbox.botToken]
                #expect(try await gifbox.get(path, headers: other).status != 429)
            }
            #expect(try await gifbox.get("/").headers[.rateLimit] == nil)
        }
    }
}
