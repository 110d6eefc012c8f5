import StoatModels
import Testing

@testable import StoatMessaging

@Suite("Arrival order of events", .tags(.messaging))
struct ArrivalOrderTests {
    @Test("tells first copies from repeats")
    func repeats() {
        var order = ArrivalOrder()
        let ids = (0..<4).map { _ in ULID() }
        for (number, id) in ids.enumerated() {
            #expect(order.judge(id, publisher: 1, sequence: Int64(number)) == .first)
        }
        for (number, id) in ids.enumerated() {
            #expect(order.judge(id, publisher: 1, sequence: Int64(number)) == .repeat)
        }
    }

    @Test("does not take a gap for a loss, but an old number for a broken order")
    func gaps() {
        var order = ArrivalOrder()
        #expect(order.judge(ULID(), publisher: 1, sequence: 5) == .first)
        #expect(order.judge(ULID(), publisher: 1, sequence: 900) == .first)
        #expect(order.judge(ULID(), publisher: 2, sequence: 3) == .first)
        #expect(order.judge(ULID(), publisher: 1, sequence: 899) == .late)
        #expect(order.judge(ULID(), publisher: nil, sequence: nil) == .first)
    }

    @Test("takes a repeat that is older than its window for a broken order, not for news")
    func window() {
        var order = ArrivalOrder(window: 3)
        let ids = (0..<5).map { _ in ULID() }
        for (number, id) in ids.enumerated() { _ = order.judge(id, publisher: 1, sequence: Int64(number)) }
        #expect(order.judge(ids[4], publisher: 1, sequence: 4) == .repeat)
        #expect(order.judge(ids[0], publisher: 1, sequence: 0) == .late)
    }
}
