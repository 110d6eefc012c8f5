import Foundation
import NIOCore
import Testing

@testable import January

@Suite("Parsing of pages", .timeLimit(.minutes(2))) struct ParseThreadsTests {
    /// Work that holds every thread for parsing until it is let go.
    private static func occupy(_ threads: ParseThreads, count: Int, until gate: DispatchSemaphore) -> [Task<
        Void, Never
    >] {
        (0..<count).map { _ in Task { await threads.run { gate.wait() } } }
    }

    @Test("waits for threads of its own, and nobody else does")
    func apart() async throws {
        let threads = ParseThreads(count: 1)
        let gate = DispatchSemaphore(value: 0)
        // More than there are cores: in the pool of all tasks these would stop everything, this test included.
        let count = 2 * ProcessInfo.processInfo.activeProcessorCount + 2
        let work = Self.occupy(threads, count: count, until: gate)
        try await eventually { threads.pending == count }

        let web = FakeWeb(["https://a.example/": .init(body: Array("<title>T</title>".utf8))])
        let page = Task { try await PageReader(fetcher: web, threads: threads).read("https://a.example/") }
        // The page has come, its first piece waits for the thread.
        try await eventually { threads.pending == count + 1 }
        #expect(web.urls == ["https://a.example/"])

        for _ in 0..<count { gate.signal() }
        for task in work { await task.value }
        guard case .site(let tags, _) = try await page.value else { throw CancellationError() }
        #expect(tags.title == "T")
        #expect(threads.pending == 0)
    }

    @Test("goes on with ordinary pages while a hostile one is read")
    func inTurn() async throws {
        let threads = ParseThreads(count: 1)
        let gate = DispatchSemaphore(value: 0)
        let work = Self.occupy(threads, count: 1, until: gate)
        try await eventually { threads.pending == 1 }
        let comments = Array(String(repeating: "<!---->", count: 400_000).utf8)
        let hostile = FakeWeb(["https://h.example/": .init(body: comments)])
        let plain = FakeWeb(["https://a.example/": .init(body: Array("<title>T</title>".utf8))])
        let (order, done) = AsyncStream<String>.makeStream()
        let first = Task {
            _ = try await PageReader(fetcher: hostile, threads: threads).read("https://h.example/")
            done.yield("hostile")
        }
        try await eventually { threads.pending == 2 }
        let second = Task {
            _ = try await PageReader(fetcher: plain, threads: threads).read("https://a.example/")
            done.yield("plain")
        }
        try await eventually { threads.pending == 3 }
        gate.signal()
        for task in work { await task.value }
        try await second.value
        try await first.value
        done.finish()
        let names = await order.reduce(into: []) { $0.append($1) }
        #expect(names == ["plain", "hostile"])
    }
}
