import Foundation
import StoatMessaging
import StoatModels
import Synchronization
import TestSupport

/// A receiver that remembers what it was given.
final class EventRecorder: EventReceiver {
    private struct State {
        var events: [DeliveredEvent] = []
        var losses = 0
    }

    private let state = Mutex(State())

    func receive(_ event: DeliveredEvent) { state.withLock { $0.events.append(event) } }

    func lostContinuity() { state.withLock { $0.losses += 1 } }

    var events: [DeliveredEvent] { state.withLock { $0.events } }

    var losses: Int { state.withLock { $0.losses } }

    var count: Int { state.withLock { $0.events.count } }

    /// The numbers in the events made by ``Event/numbered(_:to:by:)``, in order of arrival.
    func numbers(by author: String = "") -> [Int] {
        events.compactMap { event in
            guard let body = try? event.body(), body.optionalString("by") == author else { return nil }
            return body.optionalInteger("number").map(Int.init)
        }
    }

    func wait(for count: Int) async throws {
        try await eventually("\(count) events have arrived, not \(self.count)") { self.count >= count }
    }
}

extension Event {
    /// An event that can be told from others.
    static func numbered(_ number: Int, to audience: Audience, by author: String = "") -> Event {
        Event(.message, ["number": .int(Int64(number)), "by": .string(author)], to: audience)
    }
}

extension ServerID {
    /// A fresh id, so that tests on one broker do not meet.
    static var fresh: ServerID { .new() }
}
