import TestSupport
import Testing

@testable import StoatCore

/// Work that runs once for all who ask for it.
@Suite("Single flight", .timeLimit(.minutes(1)))
struct SingleFlightTests {
    private let flights = SingleFlight<String, Int>()
    private let gate = Gate()

    private func ask(_ key: String = "k") -> Task<Int, any Error> {
        Task { [flights, gate] in
            try await flights.run(key) { try await gate.pass() }
        }
    }

    @Test("everybody who asks meanwhile gets the one result, and the next asks anew")
    func sharing() async throws {
        let callers = (0..<20).map { _ in ask() }
        try await eventually("nobody waits") { await gate.waiting == 1 }
        await gate.open(with: .success(7))
        for caller in callers { #expect(try await caller.value == 7) }
        #expect(flights.count == 0)
        #expect(await gate.passes == 1)
        #expect(try await ask().value == 7)
        #expect(await gate.passes == 2)
    }

    @Test("keys do not wait for each other")
    func keys() async throws {
        let (first, second) = (ask("a"), ask("b"))
        try await eventually("only one runs") { await gate.waiting == 2 }
        await gate.open(with: .success(1))
        #expect(try await first.value + second.value == 2)
    }

    @Test("a failure is everybody's, and is not remembered")
    func failure() async throws {
        let callers = (0..<3).map { _ in ask() }
        try await eventually("nobody waits") { await gate.waiting == 1 }
        await gate.open(with: .failure(Failure()))
        for caller in callers { await #expect(throws: Failure.self) { try await caller.value } }
        await gate.open(with: .success(3))
        #expect(try await ask().value == 3)
    }

    @Test("a cancelled caller leaves at once, also the first; the work goes on for the others")
    func cancellation() async throws {
        let first = ask()
        try await eventually("nothing runs") { await gate.waiting == 1 }
        let second = ask()
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        #expect(flights.count == 1)
        await gate.open(with: .success(5))
        #expect(try await second.value == 5)
        #expect(await gate.passes == 1)
    }

    @Test("who is cancelled before asking starts nothing")
    func cancelledBefore() async throws {
        let caller = Task { [flights] in
            withUnsafeCurrentTask { $0?.cancel() }
            return try await flights.run("k") { 1 }
        }
        await #expect(throws: CancellationError.self) { try await caller.value }
        #expect(flights.count == 0)
    }
}

private struct Failure: Error {}

/// Holds up whoever passes until it is opened.
private actor Gate {
    private var result: Result<Int, any Error>?
    private var held: [CheckedContinuation<Int, any Error>] = []

    private(set) var passes = 0
    var waiting: Int { held.count }

    func pass() async throws -> Int {
        passes += 1
        if let result { return try result.get() }
        return try await withCheckedThrowingContinuation { held.append($0) }
    }

    func open(with result: Result<Int, any Error>) {
        self.result = result
        for continuation in held { continuation.resume(with: result) }
        held = []
    }
}
