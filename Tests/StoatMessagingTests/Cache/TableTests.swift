import Testing

@testable import StoatMessaging

@Suite("Bounded tables", .tags(.messaging))
struct TableTests {
    @Test("keep what was used lately and never grow past their bound")
    func recency() {
        var table = RecencyTable<Int, Int>(capacity: 100)
        for number in 0..<10_000 {
            table.insert(number, number)
            #expect(table.use(0) == 0)
            #expect(table.count <= 100)
        }
        #expect(table.use(9999) == 9999)
        #expect(table.use(5000) == nil)
        table.remove(0)
        #expect(table.use(0) == nil)
    }

    @Test("forget ended entries and stay within their bound")
    func expiry() {
        var now = ContinuousClock.now
        var table = ExpiringTable<Int>(capacity: 500)
        for number in 0..<10_000 {
            table.set("\(number)", number, until: now + .seconds(10), at: now)
            now += .milliseconds(100)
            #expect(table.count <= 501)
        }
        #expect(table.live("9999", at: now)?.element == 9999)
        #expect(table.live("9000", at: now) == nil)
        for number in 0..<10_000 { table.set("\(number)", number, until: now + .seconds(10), at: now) }
        #expect(table.count <= 501)
    }

    @Test("waits grow up to their limit")
    func backOff() {
        let backOff = BackOff(first: .seconds(5), factor: 4, limit: .seconds(600))
        #expect((1...6).map { backOff.delay(after: $0) } == [5, 20, 80, 320, 600, 600].map { .seconds($0) })
    }
}
