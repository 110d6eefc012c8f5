import Foundation
import StoatModels
import Synchronization
import TestSupport
import Testing

@testable import Gifbox
@testable import StoatCore

@Suite("The same question asked at once", .timeLimit(.minutes(4)))
struct CoalescingTests {
    private static let path = "/search?locale=en&query=x"

    @Test("reaches the provider once, and everybody gets the answer")
    func once() async throws {
        let door = Door()
        let script: ScriptedHTTPServer.Script = { request in
            await door.wait()
            return await TenorBodies.script(request)
        }
        try await TestGifbox.run(script) { (gifbox, provider) async throws in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 1...50 { group.addTask { try await gifbox.get(Self.path).status } }
                try await eventually("the provider is asked") { provider.requests.count == 1 }
                door.open()
                for try await status in group { #expect(status == 200) }
            }
            #expect(provider.requests.count == 1)
        }
    }

    @Test("survives the caller who asked first, and one failure is everybody's only once")
    func abandoned() async throws {
        let door = Door()
        let script: ScriptedHTTPServer.Script = { request in
            await door.wait()
            return await TenorBodies.script(request)
        }
        try await TestGifbox.run(script) { (gifbox, provider) async throws in
            let first = Task { try await gifbox.get(Self.path).status }
            try await eventually("the provider is asked") { provider.requests.count == 1 }
            first.cancel()
            let second = Task { try await gifbox.get(Self.path).status }
            door.open()
            #expect(try await second.value == 200)
            #expect(try await gifbox.get(Self.path).status == 200)
            #expect(provider.requests.count == 1)
        }
    }

    @Test("is asked anew after a silent provider, whose question ends by itself")
    func silent() async throws {
        let calls = Mutex(0)
        let script: ScriptedHTTPServer.Script = { request in
            let call = calls.withLock { calls in
                calls += 1
                return calls
            }
            return call == 1 ? .silence : await TenorBodies.script(request)
        }
        try await TestGifbox.run(script, deadline: .milliseconds(300)) { (gifbox, provider) async throws in
            #expect(try await gifbox.get(Self.path).summary == "503 ServiceUnavailable")
            try await eventually("the question may be asked again") {
                try await gifbox.get(Self.path).status == 200
            }
        }
    }

    @Test("waits for its turn when many different ones are asked")
    func bounded() async throws {
        var limits = OutboundClient.Limits()
        limits.concurrency = 2
        limits.queue = 3
        let door = Door()
        let running = Mutex((now: 0, most: 0))
        let script: ScriptedHTTPServer.Script = { request in
            running.withLock { running in
                running.now += 1
                running.most = max(running.most, running.now)
            }
            await door.wait()
            running.withLock { $0.now -= 1 }
            return await TenorBodies.script(request)
        }
        try await TestGifbox.run(script, limits: limits) { (gifbox, provider) async throws in
            try await withThrowingTaskGroup(of: String.self) { group in
                for number in 1...8 {
                    group.addTask { try await gifbox.get("/search?locale=en&query=\(number)").summary }
                }
                // Two are asked, three wait, three are refused at once.
                for _ in 1...3 { #expect(try await group.next() == "503 ServiceUnavailable") }
                try await eventually("two are asked") { running.withLock { $0.now == 2 } }
                door.open()
                for try await summary in group { #expect(summary == "200") }
            }
            #expect(provider.requests.count == 5)
            #expect(running.withLock { $0.most } == 2)
        }
    }
}
