import NIOCore
import Synchronization
import Testing

@testable import January

@Suite("Fetching", .timeLimit(.minutes(4)))
struct FetchingTests {
    @Test("says who asks, and nothing else")
    func headers() async throws {
        try await TestSite.with { request in
            request.contains("GET /next") ? .page("x") : .http(302, ["Location: /next", "Set-Cookie: a=b; Path=/"])
        } _: { site in
            _ = try await WebFetcher.test(allowing: [site.name]).text("http://\(site.name)/a?b=c#d")
            let request = try #require(site.counts.requests.last)
            #expect(site.paths == ["/a?b=c", "/next"])
            #expect(request.contains("User-Agent: Mozilla/5.0 (compatible; January/2.0;"))
            #expect(request.contains("Accept: */*"))
            #expect(request.contains("Accept-Language: en-US,en;q=0.5"))
            #expect(request.contains("Accept-Encoding: gzip, deflate, br"))
            #expect(!request.contains("Cookie") && !request.contains("Referer"))
        }
    }

    @Test(
        "goes by the name of another to sites that ask for it",
        arguments: [
            ("x.com", true), ("fixvx.com", true), ("old.reddit.com", true), ("static.klipy.com", true),
            ("klipy.com", true), ("www.x.com", false), ("reddit.com", false), ("x.com.example.org", false),
            ("notklipy.com", false),
        ]
    )
    func userAgents(host: String, isOther: Bool) {
        #expect(UserAgent.text(for: host).contains("Discordbot") == isOther)
    }

    @Test(
        "follows redirects wherever they point",
        arguments: [
            ("/next", "/next"), ("next", "/a/next"), ("../next", "/next"), ("?q=1", "/a/page?q=1"),
            ("//NAME/next", "/next"), ("http://NAME/next", "/next"), ("HTTP://NAME/next#x", "/next"),
            ("/with space", "/with%20space"), ("/a/./b/../c", "/a/c"),
        ]
    )
    func redirects(location: String, path: String) async throws {
        let name = Mutex("")
        try await TestSite.with { request in
            if request.hasPrefix("GET /a/page ") {
                return .redirect(to: location.replacing("NAME", with: name.withLock { $0 }))
            }
            return .page("there")
        } _: { site in
            name.withLock { $0 = site.name }
            let fetcher = WebFetcher.test(allowing: [site.name])
            let resource = try await fetcher.open("http://\(site.name)/a/page", WebFetcher.Purpose(limit: 100))
            #expect(resource.head.url == "http://\(site.name)\(path)")
            let body = try await resource.whole()
            #expect(String(buffer: body) == "there")
            #expect(site.paths.last == path)
        }
    }

    @Test("follows five redirects and no more", arguments: [(5, true), (6, false)])
    func redirectCount(count: Int, isReached: Bool) async throws {
        try await TestSite.with { request in
            let step = Int(request.split(separator: " ")[1].dropFirst()) ?? 0
            return step < count ? .redirect(301, to: "/\(step + 1)") : .page("there")
        } _: { site in
            let failure = await WebFetcher.test(allowing: [site.name]).failure("http://\(site.name)/0")
            #expect((failure == nil) == isReached)
        }
    }

    @Test("ends when the caller has seen enough")
    func enough() async throws {
        let head = TestSite.Answer.head(200, ["Content-Type: text/html; charset=x"])
        let piece = ByteBuffer(repeating: 0x61, count: 1000)
        try await TestSite.with { _ in
            .endless(head, repeating: piece)
        } _: { site in
            let fetcher = WebFetcher.test(allowing: [site.name])
            let pieces = Mutex(0)
            let found = try await fetcher.fetch("http://\(site.name)/", limit: 1 << 30) { _ in
                true
            } take: { _ in
                pieces.withLock { count in
                    count += 1
                    return count < 10
                }
            }
            #expect(found.contentType == "text/html; charset=x")
            let refused = try await fetcher.fetch("http://\(site.name)/", limit: 1 << 30) { _ in
                false
            } take: { _ in
                pieces.withLock { $0 = 1_000_000 }
                return true
            }
            #expect(refused.url == "http://\(site.name)/")
            #expect(pieces.withLock { $0 } < 1_000_000)
            try await eventually { site.counts.open == 0 }
        }
    }

    @Test("asks one host a few times at once, and everybody in the end")
    func perHost() async throws {
        var limits = FetchLimits.test
        limits.maxActivePerSite = 2
        let body = TestSite.Answer.head(
            200,
            ["Content-Type: text/html", "Content-Length: 3"],
            ByteBuffer(string: "abc")
        )
        try await TestSite.with { _ in
            .drip(body)
        } _: { site in
            limits.hopTime = .seconds(20)
            limits.totalTime = .seconds(60)
            let fetcher = WebFetcher.test(allowing: [site.name], limits: limits)
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 0..<6 { group.addTask { try await fetcher.text("http://\(site.name)/\(number)") } }
                for try await text in group { #expect(text == "abc") }
            }
            #expect(site.counts.mostOpen <= 2)
        }
    }

    @Test("refuses more than may wait")
    func overload() async throws {
        var limits = FetchLimits.test
        limits.maxActive = 1
        limits.maxWaiting = 2
        try await TestSite.with { _ in
            .silence
        } _: { site in
            let fetcher = WebFetcher.test(allowing: [site.name], limits: limits)
            let failures = await withTaskGroup(of: FetchError?.self) { group in
                for _ in 0..<10 { group.addTask { await fetcher.failure("http://\(site.name)/") } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(failures.contains(.overloaded))
            #expect(failures.contains(.timedOut))
            #expect(failures.allSatisfy { $0 == .overloaded || $0 == .timedOut })
        }
    }

    @Test("ends with the task that asked")
    func cancellation() async throws {
        try await TestSite.with { _ in
            .silence
        } _: { site in
            let fetcher = WebFetcher.test(allowing: [site.name])
            let task = Task { await fetcher.failure("http://\(site.name)/") }
            try await eventually { site.counts.open == 1 && !site.counts.requests.isEmpty }
            task.cancel()
            #expect(await task.value == .cancelled)
            try await eventually { site.counts.open == 0 }
        }
    }

    @Test("reads addresses in their normal form")
    func targets() throws {
        let target = try #require(FetchTarget("HTTP://EXAMPLE.com.:80/Ä b?q#f"))
        #expect(target.host == "example.com" && target.port == 80 && target.scheme == "http")
        #expect(target.text.hasPrefix("http://example.com"))
        #expect(!target.text.contains("#"))
        #expect(FetchTarget("https://пример.рф/")?.text == "https://xn--e1afmkfd.xn--p1ai/")
        #expect(FetchTarget("http://0x7f.1/")?.host == "127.0.0.1")
        #expect(FetchTarget("https://[2001:DB8::1]:8443/")?.host == "2001:db8::1")
        #expect(FetchTarget("http://" + String(repeating: "a", count: 5000) + ".example/") == nil)
    }
}
