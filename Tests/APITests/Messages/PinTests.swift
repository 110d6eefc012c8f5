import HTTPTypes
import StoatModels
import StoatStorage
import TestSupport
import Testing

@testable import StoatCore

@Suite("Pins", .timeLimit(.minutes(4)))
struct PinTests {
    @Test("a message is pinned once and unpinned once, and the channel is told")
    func pinning() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let channel = try await api.town(of: ann).channel
            let id = try await api.say("x", in: channel, as: ann)
            let path = "/channels/\(channel)/messages/\(id)/pin"
            _ = api.events()
            #expect(try await api.call(.delete, path, as: ann).summary == "400 NotPinned")
            try await api.call(.post, path, as: ann).ok(204)
            let pinned = api.events()
            #expect(pinned.map(\.kind) == [.messageUpdate, .message])
            #expect(pinned[0].body["data"] == ["pinned": true] && pinned[0].body["clear"] == [])
            let system: Value = ["type": "message_pinned", "id": .string(id.rawValue), "by": .string(ann.id.rawValue)]
            #expect(pinned[1].body["system"] == system && pinned[1].body["author"] == "00000000000000000000000000")
            #expect(try await api.call(.post, path, as: ann).summary == "400 AlreadyPinned")
            let found = try await api.call(.post, "/channels/\(channel)/search", as: ann, ["pinned": true])
            #expect(found.objects.map { $0["_id"] } == [.string(id.rawValue)])
            try await api.call(.delete, path, as: ann).ok(204)
            let unpinned = api.events()
            #expect(unpinned.map(\.kind) == [.messageUpdate, .message])
            #expect(unpinned[0].body["data"] == [:] && unpinned[0].body["clear"] == ["Pinned"])
            #expect(try await api.stored(id)?["pinned"] == nil)
        }
    }

    @Test("both sides of a direct message may pin, nobody else")
    func rights() async throws {
        try await TestAPI.run { api in
            let (ann, bob, eve) = (try await api.user("ann"), try await api.user("bob"), try await api.user("eve"))
            try await api.befriend(ann, bob)
            let direct = try await api.directMessage(ann, bob)
            let note = try await api.say("x", in: direct.id, as: ann)
            let path = "/channels/\(direct.id)/messages/\(note)/pin"
            #expect(try await api.call(.post, path, as: eve).summary == "403 MissingPermission(ViewChannel)")
            #expect(try await api.call(.post, path, as: bob).status == 204)
            let group = try await api.group(of: ann, with: bob)
            let missing = try await api.call(.post, "/channels/\(group.id)/messages/none/pin", as: bob)
            #expect(missing.summary == "403 MissingPermission(ManageMessages)")
            let none = try await api.call(.post, "/channels/\(group.id)/messages/none/pin", as: ann)
            #expect(none.summary == "404 NotFound")
        }
    }
}
