import NIOCore
import Synchronization
import Testing

@testable import January

@Suite("Places for fetches", .timeLimit(.minutes(2))) struct PlacesTests {
    private static let page = TestSite.Answer.page("<title>T</title>")

    @Test("are kept until the body is let go, so that bodies nobody reads yet are few")
    func kept() async throws {
        var limits = FetchLimits()
        limits.maxActive = 2
        try await TestSite.with { _ in
            Self.page
        } _: { site in
            let fetcher = WebFetcher.test(allowing: [site.name], limits: limits)
            let purpose = WebFetcher.Purpose(limit: 1 << 20)
            let first = try await fetcher.open("http://\(site.name)/1", purpose)
            let second = try await fetcher.open("http://\(site.name)/2", purpose)
            // Both are complete: their site has let them go, their readers have not.
            try await eventually { site.counts.open == 0 }
            let third = Task { try await fetcher.text("http://\(site.name)/3") }
            let text = String(buffer: try await first.whole())
            #expect(text == "<title>T</title>")
            #expect(site.paths == ["/1", "/2"])
            first.close()
            #expect(try await third.value == text)
            #expect(site.paths == ["/1", "/2", "/3"])
            second.close()
        }
    }

    @Test("are few for one owner, under however many names")
    func owner() async throws {
        var limits = FetchLimits()
        limits.maxActivePerSite = 2
        try await TestSite.with { request in
            request.contains("owner.example") ? .silence : Self.page
        } _: { site in
            let names = (0..<8).map { "n\($0).owner.example:\(site.port)" } + ["other.example:\(site.port)"]
            let fetcher = WebFetcher.test(allowing: names, limits: limits) { _ in ["127.0.0.1"] }
            let slow = (0..<8).map { number in Task { await fetcher.failure("http://\(names[number])/") } }
            try await eventually { site.counts.requests.count == 2 }
            #expect(try await fetcher.text("http://\(names[8])/") == "<title>T</title>")
            #expect(site.counts.requests.count == 3)
            for task in slow { task.cancel() }
            for task in slow { #expect(await task.value != nil) }
        }
    }

    @Test("for media are few for one owner, and come in turn")
    func admission() async throws {
        let admission = Admission(places: 3, placesPerSite: 2, maxWaiting: 2)
        let gate = AsyncStream<Void>.makeStream()
        let begun = Begun()
        func work(_ url: String) -> Task<Void, any Error> {
            Task {
                try await admission.run(for: url) {
                    begun.note(url)
                    for await _ in gate.stream { break }
                }
            }
        }
        let first = [work("https://a.owner.example/"), work("https://b.owner.example/")]
        try await eventually { begun.count == 2 }
        let third = work("https://c.owner.example/")
        try await eventually { admission.waiting == 1 }
        let other = work("https://other.example/")
        try await eventually { begun.count == 3 }
        #expect(begun.last == "https://other.example/")
        let late = work("https://last.example/")
        try await eventually { admission.waiting == 2 }
        await #expect(throws: FetchError.overloaded) { try await work("https://more.example/").value }
        gate.continuation.finish()
        for task in first + [third, other, late] { try await task.value }
        #expect(begun.count == 5)
        #expect(admission.waiting == 0)
    }
}

/// What was begun, in order.
private final class Begun: Sendable {
    private let names = Mutex<[String]>([])

    var count: Int { names.withLock { $0.count } }
    var last: String? { names.withLock { $0.last } }

    func note(_ name: String) { names.withLock { $0.append(name) } }
}
