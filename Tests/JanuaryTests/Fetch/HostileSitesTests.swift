import Foundation
import NIOCore
import Synchronization
import Testing

@testable import January

@Suite("Sites that misbehave", .timeLimit(.minutes(4)))
struct HostileSitesTests {
    /// More than the system holds of a connection that nobody reads, in bytes; what is sent beyond was taken.
    private static let buffered = 32 << 20

    private func failure(
        limits: FetchLimits = FetchLimits(),
        _ answer: @escaping @Sendable (String) -> TestSite.Answer
    ) async throws -> (error: FetchError?, counts: TestSite.Counts) {
        try await TestSite.with(answer) { site in
            let fetcher = WebFetcher.test(allowing: [site.name], limits: limits)
            let error = await fetcher.failure("http://\(site.name)/")
            // Whatever it was, the site is let go.
            try await eventually { site.counts.open == 0 }
            return (error, site.counts)
        }
    }

    @Test("by never answering")
    func silence() async throws {
        let (error, _) = try await failure(limits: .test) { _ in .silence }
        #expect(error == .timedOut)
    }

    @Test("by sending their head slowly")
    func slowHead() async throws {
        let head = TestSite.Answer.head(200, (0..<100).map { "X-\($0): \(String(repeating: "a", count: 40))" })
        let (error, _) = try await failure(limits: .test) { _ in .drip(head) }
        #expect(error == .timedOut)
    }

    @Test("by sending their body slowly")
    func slowBody() async throws {
        let answer = TestSite.Answer.head(
            200,
            ["Content-Type: text/html"],
            ByteBuffer(repeating: 0x61, count: 10_000)
        )
        let (error, _) = try await failure(limits: .test) { _ in .drip(answer) }
        #expect(error == .timedOut)
    }

    @Test("by redirecting slowly: all hops share one time")
    func slowRedirects() async throws {
        let (error, counts) = try await failure(limits: .test) { request in
            .drip(
                TestSite.Answer.head(
                    302,
                    ["Location: /\(request.utf8.count)", "X: \(String(repeating: "x", count: 25))"]
                )
            )
        }
        #expect(error == .timedOut || error == .status(310))
        #expect(counts.requests.count <= 6)
    }

    @Test("by sending a body without end", arguments: ["identity", "chunked"])
    func endlessBody(encoding: String) async throws {
        let isChunked = encoding == "chunked"
        let head = TestSite.Answer.head(
            200,
            ["Content-Type: text/html"] + (isChunked ? ["Transfer-Encoding: chunked"] : [])
        )
        let piece = ByteBuffer(
            string: isChunked
                ? "10000\r\n" + String(repeating: "a", count: 65_536) + "\r\n" : String(repeating: "a", count: 65_536)
        )
        let (error, counts) = try await failure { _ in .endless(head, repeating: piece) }
        #expect(error == .tooLarge)
        #expect(counts.sentBytes < Self.buffered)
    }

    @Test("by sending a body without end to who takes what fits")
    func cutBody() async throws {
        let head = TestSite.Answer.head(200, ["Content-Type: text/html"])
        let piece = ByteBuffer(repeating: 0x61, count: 10_000)
        try await TestSite.with { _ in
            .endless(head, repeating: piece)
        } _: { site in
            let taken = Mutex(0)
            _ = try await WebFetcher.test(allowing: [site.name], limits: FetchLimits()).fetch(
                "http://\(site.name)/",
                limit: 12_345,
                accept: { _ in true },
                take: { bytes in
                    taken.withLock { $0 += bytes.readableBytes }
                    return true
                }
            )
            #expect(taken.withLock { $0 } == 12_345)
            try await eventually { site.counts.open == 0 }
        }
    }

    @Test("by announcing more than is read")
    func announced() async throws {
        let (error, _) = try await failure { _ in
            .kept(TestSite.Answer.head(200, ["Content-Type: image/png", "Content-Length: 99999999999"]))
        }
        #expect(error == .tooLarge)
    }

    @Test(
        "with heads without end",
        arguments: [
            "X: a\r\n", "X: \(String(repeating: "a", count: 1000))\r\n", "Set-Cookie: a=b\r\n",
            String(repeating: "a", count: 1000), " folded\r\n", String(repeating: "\0", count: 1000), ":\r\n",
            "\r\nHTTP/1.1 100 Continue\r\n", "\r\nHTTP/1.1 103 Early\r\nLink: x\r\n",
        ]
    )
    func headFlood(piece: String) async throws {
        let start = piece.hasPrefix("\r\nHTTP") ? "HTTP/1.1 103 Early\r\n" : "HTTP/1.1 200 OK\r\nX-Start: 1\r\n"
        let (error, counts) = try await failure { _ in
            .endless(ByteBuffer(string: start), repeating: ByteBuffer(string: piece))
        }
        #expect(error != nil && error != .timedOut)
        #expect(counts.sentBytes < Self.buffered)
    }

    @Test("with compressed bodies that grow", arguments: ["gzip", "gzip, gzip"])
    func bomb(encoding: String) async throws {
        let isTwice = encoding.contains(",")
        let bomb = try gzip(megabytes: isTwice ? 400 : 100, twice: isTwice)
        #expect(bomb.readableBytes < 1 << 20)
        let (error, _) = try await failure { _ in
            .http(200, ["Content-Type: text/html", "Content-Encoding: \(encoding)"], bomb)
        }
        #expect(error == .tooLarge)
        #expect(residentBytes() < 600 << 20)
    }

    @Test("with compressed bodies that are none")
    func notCompressed() async throws {
        let (error, _) = try await failure { _ in
            .http(200, ["Content-Type: text/html", "Content-Encoding: gzip"], ByteBuffer(string: "plain"))
        }
        #expect(error != nil)
    }

    @Test("by redirecting in a circle")
    func circle() async throws {
        try await TestSite.with { _ in
            .redirect(to: "/again")
        } _: { site in
            #expect(await WebFetcher.test(allowing: [site.name]).failure("http://\(site.name)/") == .status(310))
            #expect(site.counts.requests.count == 6)
        }
    }

    @Test(
        "with answers that are no use",
        arguments: [
            TestSite.Answer.http(404, ["Content-Type: text/html"]), .http(500), .http(304), .http(302), .http(300),
            .http(200), .http(200, ["Content-Type: nonsense"]), .http(200, ["Content-Type: "]),
            .http(200, ["Content-Type: text"]), .http(200, ["Content-Type: /html"]), .bytes(ByteBuffer()),
            .bytes(ByteBuffer(string: "<html>no head</html>")), .bytes(ByteBuffer(string: "SSH-2.0-OpenSSH_9\r\n")),
            .bytes(ByteBuffer(string: "HTTP/1.1 99999 X\r\n\r\n")), .bytes(ByteBuffer(string: "HTTP/1.1 200 OK\r\n")),
            .bytes(
                TestSite.Answer.head(200, ["Content-Type: text/html", "Content-Length: 10"], ByteBuffer(string: "x"))
            ),
            .bytes(
                TestSite.Answer.head(
                    200,
                    ["Content-Type: text/html", "Transfer-Encoding: chunked"],
                    ByteBuffer(string: "zz")
                )
            ),
        ]
    )
    func useless(answer: TestSite.Answer) async throws {
        let (error, _) = try await failure { _ in answer }
        #expect(error != nil)
    }

    @Test("while the reader is slow: the sender is held back")
    func slowReader() async throws {
        let head = TestSite.Answer.head(200, ["Content-Type: video/mp4"])
        let piece = ByteBuffer(repeating: 0x61, count: 65_536)
        try await TestSite.with { _ in
            .endless(head, repeating: piece)
        } _: { site in
            let fetcher = WebFetcher.test(allowing: [site.name])
            let resource = try await fetcher.open(
                "http://\(site.name)/",
                WebFetcher.Purpose(limit: 1 << 30, isStreamed: true)
            )
            var last = -1
            // Nothing is read until nothing more is sent.
            try await eventually(every: .milliseconds(200)) {
                let sent = site.counts.sentBytes
                defer { last = sent }
                return sent > 0 && sent == last
            }
            #expect(site.counts.sentBytes < 40 << 20)
            var read = 0
            while read < 48 << 20, let bytes = try await resource.next() { read += bytes.readableBytes }
            #expect(read >= 48 << 20)
            resource.close()
            try await eventually { site.counts.open == 0 }
        }
    }

    private func gzip(megabytes: Int, twice: Bool) throws -> ByteBuffer {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "head -c \(megabytes)M /dev/zero | gzip" + (twice ? " | gzip" : "")]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return ByteBuffer(bytes: data)
    }

    private func residentBytes() -> Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }
}

/// Waits until a condition holds; fails the test after ten seconds.
func eventually(every pause: Duration = .milliseconds(10), _ condition: () -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(10)
    while !condition() {
        try #require(ContinuousClock.now < end, "the condition did not come true")
        try await Task.sleep(for: pause)
    }
}
