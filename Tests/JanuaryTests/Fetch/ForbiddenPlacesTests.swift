import Glibc
import Synchronization
import Testing

@testable import January

/// Ways to name this machine, its network, or something that is not the web; `PORT` is the canary's port.
enum ForbiddenPlace {
    static let spellings: [String] = [
        "http://127.0.0.1:PORT/", "http://127.0.0.1.:PORT/", "http://127.1:PORT/", "http://127.0.1:PORT/",
        "http://127.000.000.001:PORT/", "http://2130706433:PORT/", "http://017700000001:PORT/",
        "http://0x7f000001:PORT/", "http://0x7F.0.0.1:PORT/", "http://0x7f.0x0.0x0.0x1:PORT/",
        "http://0177.0.0.1:PORT/", "http://0177.0.0.01:PORT/", "http://0x7f.1:PORT/", "http://0:PORT/",
        "http://0.0.0.0:PORT/", "http://0x0:PORT/", "http://127.255.255.254:PORT/", "http://127.0.0.2:PORT/",
        "http://%31%32%37.0.0.1:PORT/", "http://127.0.0%2e1:PORT/", "http://１２７.0.0.1:PORT/",
        "http://①②⑦.0.0.①:PORT/", "http://127。0。0。1:PORT/", "http://127．0．0．1:PORT/",
        "http://localhost:PORT/", "http://LOCALHOST:PORT/", "http://localhost.:PORT/", "http://localhost..:PORT/",
        "http://sub.localhost:PORT/", "http://ip6-localhost:PORT/", "http://localhost.localdomain:PORT/",
        "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/", "http://[::1]:PORT/", "http://[0:0:0:0:0:0:0:1]:PORT/", "http://[::]:PORT/",
        "http://[0000::1]:PORT/", "http://[::ffff:127.0.0.1]:PORT/", "http://[::ffff:7f00:1]:PORT/",
        "http://[::FFFF:7F00:0001]:PORT/", "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/", "http://[::127.0.0.1]:PORT/",
        "http://[::7f00:1]:PORT/", "http://[64:ff9b::127.0.0.1]:PORT/", "http://[64:ff9b:1::7f00:1]:PORT/",
        "http://[2002:7f00:1::]:PORT/", "http://[2001:0:7f00:1::]:PORT/", "http://[fe80::1]:PORT/",
        "http://[fe80::1%25lo]:PORT/", "http://[::1%25lo]:PORT/", "http://[fc00::1]:PORT/", "http://[ff02::1]:PORT/",
        "http://user@127.0.0.1:PORT/", "http://user:password@127.0.0.1:PORT/", "http://example.com@127.0.0.1:PORT/",
        "http://example.com:80@127.0.0.1:PORT/", "http://example.com%40127.0.0.1:PORT/",
        "http://127.0.0.1:PORT#@example.com/", "http://127.0.0.1:PORT\\@example.com/",
        "http://127.0.0.1:PORT?@example.com/", "http://example.com\\@127.0.0.1:PORT/", "http:127.0.0.1:PORT/",
        "http:/127.0.0.1:PORT/", "http:///127.0.0.1:PORT/", "http:\\\\127.0.0.1:PORT/", "HTTP://127.0.0.1:PORT/",
        "hTtPs://127.0.0.1:PORT/", "//127.0.0.1:PORT/", "127.0.0.1:PORT/", "http://\t127.0.0.1:PORT/",
        "http://127.0.0.1\n:PORT/", "http://127.0.0.1%00.example.com:PORT/", "http://127.0.0.1:0PORT/",
        "http://0000127.0.0.1:PORT/", "http://4294967297:PORT/", "http://127.0.0.1:PORT:80/",
        "http://metadata.google.internal/", "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/", "http://100.100.100.200/", "http://168.63.129.16/",
        "http://192.168.0.1/", "http://10.0.0.1/", "http://172.16.0.1/", "http://198.18.0.1/", "http://224.0.0.1/",
        "http://255.255.255.255/", "http://router/", "http://printer.local/", "http://nas.home.arpa/",
        "http://1.1.1.1:22/", "http://1.1.1.1:25/", "http://1.1.1.1:6379/", "http://1.1.1.1:0/",
        "http://1.1.1.1:65536/", "http://1.1.1.1:-1/", "file:///etc/passwd", "file://localhost/etc/passwd",
        "file://127.0.0.1:PORT/", "gopher://127.0.0.1:PORT/_x", "dict://127.0.0.1:PORT/x", "ftp://127.0.0.1:PORT/x",
        "ftps://127.0.0.1:PORT/x", "ldap://127.0.0.1:PORT/", "smb://127.0.0.1:PORT/", "tftp://127.0.0.1:PORT/x",
        "telnet://127.0.0.1:PORT/", "ws://127.0.0.1:PORT/", "imap://127.0.0.1:PORT/", "scp://127.0.0.1:PORT/x",
        "rtsp://127.0.0.1:PORT/", "mqtt://127.0.0.1:PORT/", "javascript:alert(1)", "data:text/html,x", "about:blank",
        "jar:http://127.0.0.1:PORT/!/", "view-source:http://127.0.0.1:PORT/", "http://", "http:", "", " ",
    ]

    static let addresses: [String] = [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "169.254.169.254", "100.64.0.1", "192.168.1.1", "::1", "::",
        "::ffff:127.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "fe80::1", "fd00::1",
    ]
}

@Suite("Places that are never fetched from", .timeLimit(.minutes(5)))
struct ForbiddenPlacesTests {
    @Test("whatever their spelling", arguments: ForbiddenPlace.spellings)
    func spelling(place: String) async throws {
        try await TestSite.canary { canary in
            // The port rule must not be what helps.
            let fetcher = WebFetcher.test(ports: [canary.port])
            let url = place.replacing("PORT", with: "\(canary.port)")
            #expect(await fetcher.failure(url) != nil)
            #expect(canary.counts.connections == 0)
        }
    }

    @Test("whoever redirects to them", arguments: ForbiddenPlace.spellings)
    func redirected(place: String) async throws {
        // These are relative references or the page itself.
        let isRelative = !place.contains("://") && !place.contains("javascript") && !place.hasPrefix("//")
        try await TestSite.canary { canary in
            let url = place.replacing("PORT", with: "\(canary.port)").replacing("\n", with: "")
            let statuses = [301, 302, 303, 307, 308]
            let status = statuses[abs(place.utf8.count) % statuses.count]
            try await TestSite.with { _ in
                .redirect(status, to: url)
            } _: { site in
                let fetcher = WebFetcher.test(allowing: [site.name], ports: [canary.port])
                #expect(await fetcher.failure("http://\(site.name)/") != nil)
                #expect(isRelative || site.counts.connections == 1)
                #expect(canary.counts.connections == 0)
            }
        }
    }

    @Test("whatever a name resolves to", arguments: ForbiddenPlace.addresses)
    func resolved(address: String) async throws {
        try await TestSite.canary { canary in
            let fetcher = WebFetcher.test(ports: [canary.port]) { _ in [address] }
            #expect(await fetcher.failure("http://public.example.org:\(canary.port)/") == .refused)
            #expect(canary.counts.connections == 0)
        }
    }

    @Test("when one of several addresses is theirs")
    func mixed() async throws {
        try await TestSite.canary { canary in
            let fetcher = WebFetcher.test(ports: [canary.port]) { _ in ["::1", "192.168.77.1", "127.0.0.1"] }
            #expect(await fetcher.failure("http://public.example.org:\(canary.port)/") == .refused)
            #expect(canary.counts.connections == 0)
        }
    }

    @Test("when a name changes its address between two looks")
    func rebinding() async throws {
        try await TestSite.canary { canary in
            let looks = Mutex(0)
            try await TestSite.with { _ in
                .redirect(to: "http://rebind.example.org:\(canary.port)/")
            } _: { site in
                let fetcher = WebFetcher.test(
                    allowing: ["front.example.org:\(site.port)"],
                    ports: [canary.port],
                    resolve: { host in
                        looks.withLock { $0 += 1 }
                        return ["127.0.0.1"]
                    }
                )
                // The first look is the trusted host's; the same address is refused to any other.
                #expect(await fetcher.failure("http://front.example.org:\(site.port)/") == .refused)
                #expect(site.counts.connections == 1)
            }
            #expect(looks.withLock { $0 } == 2)
            #expect(canary.counts.connections == 0)
        }
    }

    @Test("through a redirect to another port of a trusted host")
    func otherPort() async throws {
        try await TestSite.canary { canary in
            try await TestSite.with { _ in
                .redirect(to: "http://127.0.0.1:\(canary.port)/")
            } _: { site in
                let fetcher = WebFetcher.test(allowing: [site.name])
                #expect(await fetcher.failure("http://\(site.name)/") == .refused)
            }
            #expect(canary.counts.connections == 0)
        }
    }

    @Test("through a proxy that the environment names")
    func environment() async throws {
        try await TestSite.canary { canary in
            // The clients of other tests heed the environment.
            setenv("no_proxy", "127.0.0.1", 1)
            setenv("http_proxy", "http://127.0.0.1:\(canary.port)", 1)
            defer { for name in ["http_proxy", "no_proxy"] { unsetenv(name) } }
            try await TestSite.with { _ in
                .page("direct")
            } _: { site in
                let name = "front.example.org:\(site.port)"
                let fetcher = WebFetcher.test(allowing: [name], resolve: { _ in ["127.0.0.1"] })
                let text = try await fetcher.text("http://\(name)/")
                #expect(text == "direct")
            }
            #expect(canary.counts.connections == 0)
        }
    }

    @Test(
        "because the operator says so",
        arguments: ["tracker.example", "sub.tracker.example", "TRACKER.example.", "a.b.wild.example", "wild.example"]
    )
    func blocked(host: String) async throws {
        try await TestSite.canary { canary in
            let fetcher = WebFetcher.test(
                allowing: ["tracker.example:\(canary.port)"],
                ports: [canary.port],
                blocking: ["Tracker.example", "*.wild.example"],
                resolve: { _ in ["127.0.0.1"] }
            )
            #expect(await fetcher.failure("http://\(host):\(canary.port)/") == .refused)
            #expect(canary.counts.connections == 0)
        }
    }

    @Test("but their likes are", arguments: ["nottracker.example", "tracker.example.org"])
    func alike(host: String) async throws {
        let rules = FetchRules(blockedDomains: ["tracker.example"])
        let isTrusted = try rules.check(#require(FetchTarget("http://\(host)/")))
        #expect(!isTrusted)
    }
}
