import HTTPTypes
import StoatMessaging
import StoatModels
import Testing

@testable import StoatCore

@Suite("Rate limit buckets")
struct RateLimitBucketTests {
    @Test(
        "follow the protocol's table",
        arguments: [
            ("PATCH", "/users/@me", .userEdit, "@me"), ("PATCH", "/users/@me/username", .userEdit, "@me"),
            ("PATCH", "/0.8/users/x/default_avatar", .userEdit, "x"),
            ("GET", "/users/x/default_avatar", .defaultAvatar, nil), ("GET", "/users/@me", .users, nil),
            ("PATCH", "/users", .users, nil), ("POST", "/users/friend", .users, nil),
            ("GET", "/bots/x", .bots, nil), ("POST", "/channels/c/messages", .messaging, "c"),
            ("POST", "/channels/c/messages/m/pin", .messaging, "c"), ("GET", "/channels/c/messages", .channels, "c"),
            ("POST", "/channels/create", .channels, "create"), ("GET", "/channels", .any, nil),
            ("GET", "/servers/s/members", .servers, "s"), ("POST", "/servers/create", .servers, "create"),
            ("DELETE", "/auth/session/all", .authDelete, nil), ("POST", "/auth/session/login", .auth, nil),
            ("GET", "/swagger/x", .swagger, nil), ("POST", "/safety/report", .safetyReport, "report"),
            ("GET", "/safety/reports", .safety, nil), ("GET", "/", .any, nil), ("GET", "/invites/x", .any, nil),
            ("GET", "/nowhere", .any, nil), ("GET", "//0.8/sync", .any, nil),
        ] as [(String, String, RateLimitBucket.Name, Substring?)]
    )
    func choice(method: String, path: String, name: RateLimitBucket.Name, resource: Substring?) throws {
        let method = try #require(HTTPRequest.Method(method))
        let bucket = RateLimitBucket.of(method, RequestTarget(path).segments)
        #expect(bucket == RateLimitBucket(name, resource))
    }

    @Test("have upstream's sizes")
    func sizes() {
        let sizes: [RateLimitBucket.Name: Int] = [
            .userEdit: 2, .defaultAvatar: 255, .users: 20, .bots: 10, .messaging: 10, .channels: 15, .servers: 5,
            .authDelete: 255, .auth: 15, .swagger: 100, .safetyReport: 3, .safety: 15, .any: 20, .upload: 10,
            .gifCategories: 2, .gifTrending: 5, .gifSearch: 10,
        ]
        for name in RateLimitBucket.Name.allCases { #expect(name.defaultLimit == sizes[name]) }
    }
}

@Suite("Rate limits", .timeLimit(.minutes(3)))
struct RateLimitTests {
    @Test("refuse the request after the last, with the same headers")
    func exhaustion() async throws {
        let answers = try await withServer(
            configure: { $0.rateLimiter = RateLimiter(cache: CountingCache()) },
            { server in
                var answers: [RawHTTP.Answer] = []
                for _ in 0..<21 { answers.append(try await server.send("GET", "/nowhere")) }
                return answers
            }
        )
        #expect(answers.dropLast().allSatisfy { $0.status == 404 })
        #expect(answers[0].header("x-ratelimit-remaining") == "19")
        let last = try #require(answers.last)
        #expect(last.status == 429)
        #expect(last.body == #"{"retry_after":10000}"#)
        #expect(last.header("x-ratelimit-remaining") == "0")
        #expect(last.header("x-ratelimit-limit") == "20")
        #expect(last.header("x-ratelimit-reset-after") == "10000")
        #expect(last.header("access-control-allow-origin") == "*")
        #expect(last.header("retry-after") == nil)
        #expect(Set(answers.map { $0.header("x-ratelimit-bucket") }).count == 1)
        #expect(last.header("x-ratelimit-bucket").flatMap { UInt64($0) } != nil)
    }

    @Test("count sessions, bots and addresses apart")
    func callers() async throws {
        let limiter = RateLimiter(cache: CountingCache())
        let session = Session(
            id: "S",
            user: "U",
            token: "t",
            name: "n",
            lastSeen: Timestamp(milliseconds: 0),
            origin: nil
        )
        let user = User(id: "U", username: "u", discriminator: "0001")
        let bot = Bot(id: "B", owner: "U", token: "b")
        let identities = [nil, Identity(user: user, session: session), Identity(user: user, bot: bot)]
        var buckets: Set<UInt64> = []
        for identity in identities {
            let window = await limiter.count(RateLimitBucket(.any), identity: identity) { IPAddress("192.0.2.1") }
            #expect(window?.remaining == 19)
            if let window { buckets.insert(window.bucket) }
        }
        #expect(buckets.count == 3)
    }

    @Test("count an IPv6 line by its network")
    func networks() async throws {
        let limiter = RateLimiter(cache: CountingCache())
        let addresses = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1"].map { IPAddress($0) }
        var left: [Int?] = []
        for address in addresses {
            left.append(await limiter.count(RateLimitBucket(.any), identity: nil) { address }?.remaining)
        }
        #expect(left == [19, 18, 19])
    }

    @Test("can be changed and lifted")
    func configured() async throws {
        var settings = Settings.API.RateLimits()
        settings.requests = ["any": 1]
        settings.exemptAddresses = ["192.0.2.0/24"]
        settings.exemptUsers = ["U"]
        let limiter = RateLimiter(cache: CountingCache(), settings: settings)
        let other = await limiter.count(RateLimitBucket(.any), identity: nil) { IPAddress("198.51.100.1") }
        #expect(other?.limit == 1)
        let exempt = await limiter.count(RateLimitBucket(.any), identity: nil) { IPAddress("192.0.2.77") }
        #expect(exempt == nil)
        let user = Identity(
            user: User(id: "U", username: "u", discriminator: "0001"),
            bot: Bot(id: "U", owner: "X", token: "b")
        )
        let privileged = await limiter.count(RateLimitBucket(.any), identity: user) { nil }
        #expect(privileged == nil)
    }

    @Test("name a bucket alike for ever")
    func stable() {
        #expect(StableHash.of("") == 14_695_981_039_346_656_037)
        #expect(StableHash.of("foobar") == 0x8594_4171_F739_67E8)
    }
}
