import StoatModels
import Testing

@testable import Bonfire

@Suite("What an event becomes for a member")
struct VisibilityChangeTests {
    @Test(
        "channel events follow the channel's visibility",
        arguments: [
            (.channelUpdate, ["C"], ["C"], .original), (.channelUpdate, [], [], .nothing),
            (.channelUpdate, ["C"], [], .replaced(.delete("C"))), (.channelUpdate, [], ["C"], .replaced(.create("C"))),
            (.channelCreate, [], ["C"], .original), (.channelCreate, [], [], .nothing),
            (.channelDelete, ["C"], [], .original), (.channelDelete, [], [], .nothing),
        ] as [(EventKind, Set<ChannelID>, Set<ChannelID>, VisibilityChange)]
    )
    func channel(kind: EventKind, old: Set<ChannelID>, new: Set<ChannelID>, expected: VisibilityChange) {
        #expect(VisibilityChange(kind: kind, channel: "C", old: old, new: new) == expected)
    }

    @Test(
        "other events carry the difference in a Bulk, the original last, or first for a new server",
        arguments: [
            (.serverUpdate, ["A"], ["A"], .original),
            (.serverUpdate, ["A", "B"], ["B", "C"], .bulk([.delete("A"), .create("C")], original: .last)),
            (.serverCreate, ["A"], ["A", "B"], .bulk([.create("B")], original: .first)),
            (.serverMemberUpdate, ["A"], [], .bulk([.delete("A")], original: .last)),
        ] as [(EventKind, Set<ChannelID>, Set<ChannelID>, VisibilityChange)]
    )
    func server(kind: EventKind, old: Set<ChannelID>, new: Set<ChannelID>, expected: VisibilityChange) {
        #expect(VisibilityChange(kind: kind, channel: nil, old: old, new: new) == expected)
    }

    @Test("a hidden channel's own event never travels in a Bulk")
    func hidden() {
        let change = VisibilityChange(kind: .channelUpdate, channel: "C", old: ["A"], new: [])
        #expect(change == .bulk([.delete("A")], original: .nowhere))
    }
}
