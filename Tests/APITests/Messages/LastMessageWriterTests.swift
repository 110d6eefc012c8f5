import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Newest messages of channels", .timeLimit(.minutes(4)))
struct LastMessageWriterTests {
    @Test("many messages of a channel are recorded with one read and one write")
    func coalescing() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let other = try await api.channel(in: town.server, as: ann)
            var last: MessageID = ""
            for number in 0..<10 { last = try await api.say("\(number)", in: town.channel, as: ann) }
            let more = try await api.say("x", in: other.id, as: ann)
            #expect(try await api.stored(town.channel)?["last_message_id"] == nil)
            let writer = LastMessageWriter(core: api.core)
            let (_, counts) = await OperationCounter.counting { await writer.flush() }
            #expect(counts.calls == 2 && counts.writes == 2)
            #expect(try await api.stored(town.channel)?["last_message_id"] == .string(last.rawValue))
            #expect(try await api.stored(other.id)?["last_message_id"] == .string(more.rawValue))
            let idle = await OperationCounter.counting { await writer.flush() }
            #expect(idle.counts.calls == 0)
            let shown = try await api.call(.get, "/channels/\(town.channel)", as: ann).ok()
            #expect(shown["last_message_id"] == .string(last.rawValue))
        }
    }

    @Test("a recorded message never gives way to an older one")
    func order() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let one = try await api.say("1", in: channel, as: ann)
            let two = try await api.say("2", in: channel, as: ann)
            let writer = LastMessageWriter(core: api.core)
            await writer.flush()
            api.core.lastMessages.note(one, in: channel)
            await writer.flush()
            #expect(try await api.stored(channel)?["last_message_id"] == .string(two.rawValue))
        }
    }

    @Test("what a killed process left unwritten is recovered at the next start")
    func recovery() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let town = try await api.town(of: ann)
            let quiet = try await api.channel(in: town.server, as: ann)
            let early = try await api.say("x", in: quiet.id, as: ann)
            let last = try await api.say("y", in: town.channel, as: ann)
            // Nothing was flushed: a new process knows nothing of these.
            _ = api.core.lastMessages.take()
            try await api.change(.channels, .id(quiet.id), Update().set("last_message_id", "\"01\""))
            await LastMessageWriter(core: api.core).recover()
            #expect(try await api.stored(town.channel)?["last_message_id"] == .string(last.rawValue))
            #expect(try await api.stored(quiet.id)?["last_message_id"] == .string(early.rawValue))
        }
    }

    @Test("a running writer records within its interval and once more at the end")
    func running() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let writer = LastMessageWriter(core: api.core, interval: .milliseconds(10))
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await writer.run() }
                let id = try await api.say("x", in: channel, as: ann)
                try await eventually("recorded") {
                    try await api.stored(channel)?["last_message_id"] == .string(id.rawValue)
                }
                group.cancelAll()
            }
        }
    }
}
