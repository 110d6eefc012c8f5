import Foundation
import StoatMessaging
import StoatModels
import Synchronization
import TestSupport
import Testing

@Suite("RabbitMQ restart under traffic", .tags(.messaging, .live), .timeLimit(.minutes(5)))
struct RabbitRestartTests {
    @Test("brings every event exactly once, or word of the loss", arguments: [false, true])
    func restart(isKilled: Bool) async throws {
        let broker = try await RabbitServer.started()
        let settings = broker.settings
        let publisher = try RabbitBus(settings, logger: .quiet)
        let gateway = try RabbitBus(settings, logger: .quiet)
        try await publisher.start()
        try await gateway.start()
        let recorder = EventRecorder()
        let server = ServerID.fresh
        gateway.attach(recorder)
        try await gateway.bind([.server(server)])

        let isOver = Mutex(false)
        let traffic = Task {
            var number = 0
            while !isOver.withLock({ $0 }) {
                try publisher.publish([.numbered(number, to: .server(server))])
                number += 1
                if number % 20 == 0 { try await Task.sleep(for: .milliseconds(5)) }
            }
            return number
        }
        try await recorder.wait(for: 200)
        if isKilled { await broker.process.kill() } else { await broker.process.stop() }
        let before = recorder.count
        try await broker.process.start()
        try await eventually("the loss is told") { recorder.losses > 0 }
        try await eventually("events arrive again") { recorder.count > before + 200 }
        isOver.withLock { $0 = true }
        let count = try await traffic.value
        try await eventually("the last event arrives") { recorder.numbers().last == count - 1 }
        #expect(recorder.losses == 1)
        let numbers = recorder.numbers()
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers == numbers.sorted())
        await publisher.shutdown(within: .seconds(5))
        await gateway.shutdown(within: .seconds(5))
        await broker.process.stop()
    }
}
