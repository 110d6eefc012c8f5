import StoatModels
import Testing

@testable import StoatCore

@Suite("HTTP edge", .timeLimit(.minutes(3)))
struct EdgeTests {
    @Test(
        "finds routes whatever the slashes, prefix and trailing question marks",
        arguments: [
            ("/", #"{"hello":"world"}"#), ("/0.8/", #"{"hello":"world"}"#), ("/?", #"{"hello":"world"}"#),
            ("/things/@me", #"{"thing":"self"}"#), ("//things//@me/", #"{"thing":"self"}"#),
            ("/0.8/things/@me?", #"{"thing":"self"}"#), ("/things/%40me", #"{"thing":"self"}"#),
            ("/things/a%2Fb%20c", #"{"thing":"a/b c"}"#),
            ("/things/@me/parts", #"{"parts of":"@me","q":null}"#),
            ("/things/x/parts?q=a+b%21&q=z", #"{"parts of":"x","q":"a b!"}"#),
            ("/things/x/parts?q=foo?", #"{"parts of":"x","q":"foo"}"#),
            ("/things/x/parts?q=foo%3F", #"{"parts of":"x","q":"foo?"}"#),
        ]
    )
    func routing(path: String, body: String) async throws {
        let answer = try await withServer { try await $0.send("GET", path) }
        #expect(answer.status == 200)
        #expect(answer.body == body)
        #expect(answer.header("content-type") == "application/json")
    }

    @Test(
        "answers typed errors on every path",
        arguments: [
            ("GET", "/nowhere", 404, "NotFound"), ("GET", "/things/x/nothing", 404, "NotFound"),
            ("PUT", "/things/x", 404, "NotFound"), ("BREW", "/", 404, "NotFound"),
            ("GET", "/fail/down", 503, "ServiceUnavailable"), ("GET", "/fail/broken", 500, "DatabaseError"),
            ("GET", "/fail/bus", 503, "ServiceUnavailable"), ("GET", "/fail/framework", 422, "FailedValidation"),
            ("GET", "/fail/permission", 403, "MissingPermission"), ("GET", "/fail/other", 500, "InternalError"),
            ("GET", "/me", 401, "MissingHeaders"), ("GET", "/session", 401, "MissingHeaders"),
        ] as [(String, String, Int, String)]
    )
    func errors(method: String, path: String, status: Int, type: String) async throws {
        let answer = try await withServer { try await $0.send(method, path, headers: ["Origin: app://x"]) }
        if method != "BREW" { #expect(answer.status == status) }
        #expect(answer.header("access-control-allow-origin") == (method == "BREW" ? "*" : "app://x"))
        #expect(answer.header("content-type") == "application/json")
        #expect(!answer.body.contains("secret"))
        if method != "BREW" { #expect(try answer.json()["type"] == .string(type)) }
    }

    @Test(
        "answers a typed error to what is not HTTP",
        arguments: ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nA B: c\r\n\r\n"]
    )
    func malformed(bytes: String) async throws {
        let answer = try await withServer { try await $0.raw(bytes) }
        #expect(answer.status == 400)
        #expect(try answer.json()["type"] == "FailedValidation")
        #expect(answer.header("access-control-allow-origin") == "*")
    }

    @Test("answers nothing with exactly 204, and DELETE with a body")
    func noContent() async throws {
        let answer = try await withServer { try await $0.send("DELETE", "/things/x?", body: "{}") }
        #expect(answer.status == 204)
        #expect(answer.body.isEmpty)
    }

    @Test("serves HEAD by GET without the body")
    func head() async throws {
        let answer = try await withServer { try await $0.send("HEAD", "/") }
        #expect(answer.status == 200)
        #expect(answer.header("content-length") == "17")
        #expect(answer.body.isEmpty)
    }

    @Test("keeps the connection through several requests")
    func keepAlive() async throws {
        let answer = try await withServer { server in
            try await server.raw(
                "GET / HTTP/1.1\r\nHost: x\r\n\r\nPOST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
                    + "GET /things/b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            )
        }
        #expect(answer.body.contains("NotFound"))
        #expect(answer.body.hasSuffix(#"{"thing":"b"}"#))
    }

    @Test("counts health for nobody, and answers the limit's state")
    func health() async throws {
        let (health, ready, probe) = try await withServer(
            configure: { $0.rateLimiter = RateLimiter(cache: CountingCache()) },
            { server in
                let health = try await server.send("GET", "/health")
                let ready = try await server.send("GET", "/ready")
                let probe = try await server.send("GET", "/ratelimit")
                return (health, ready, probe)
            }
        )
        #expect(health.body == #"{"status":"ok"}"#)
        #expect(health.header("x-ratelimit-bucket") == nil)
        #expect(ready.status == 200)
        #expect(try probe.json()["remaining"] == 19)
        #expect(probe.header("x-ratelimit-remaining") == "19")
    }
}

@Suite("Cross-origin requests", .timeLimit(.minutes(3)))
struct CORSTests {
    @Test("are let through from anywhere", arguments: ["null", "capacitor://localhost", "https://app.example"])
    func preflight(origin: String) async throws {
        let answer = try await withServer(
            configure: { $0.rateLimiter = RateLimiter(cache: CountingCache()) },
            {
                try await $0.send(
                    "OPTIONS",
                    "/any/path",
                    headers: [
                        "Origin: \(origin)", "Access-Control-Request-Method: PATCH",
                        "Access-Control-Request-Headers: content-type,x-session-token",
                    ]
                )
            }
        )
        #expect(answer.status == 204)
        #expect(answer.header("access-control-allow-origin") == origin)
        #expect(answer.header("access-control-allow-headers") == "content-type,x-session-token")
        #expect(answer.header("access-control-allow-methods")?.contains("PATCH") == true)
        #expect(answer.header("x-ratelimit-limit") == nil)
    }

    @Test("may read the limit's headers")
    func exposed() async throws {
        let answer = try await withServer { try await $0.send("GET", "/", headers: ["Origin: https://a.example"]) }
        let exposed = try #require(answer.header("access-control-expose-headers"))
        for name in ["X-RateLimit-Limit", "X-RateLimit-Bucket", "X-RateLimit-Remaining", "X-RateLimit-Reset-After"] {
            #expect(exposed.contains(name))
        }
        #expect(answer.header("vary") == "Origin")
        #expect(answer.header("access-control-allow-credentials") == nil)
    }
}
