import NIOCore
import StoatModels
import Testing

@testable import Bonfire

@Suite("Session protocol")
struct SessionStateTests {
    private let ping = ClientMessage.ping(.text(ByteBuffer(string: "1")))
    private let token = ClientMessage.authenticate(token: "t")

    private func state(_ phase: SessionState.Phase) -> SessionState {
        var state = SessionState(holdLimit: 2)
        if phase == .awaitingToken { return state }
        _ = state.received(token)
        if phase == .authenticating { return state }
        _ = state.accepted()
        if phase == .preparing { return state }
        _ = state.becameReady()
        if phase == .live { return state }
        state.closed()
        return state
    }

    @Test("before a token only a token counts")
    func awaiting() {
        var state = state(.awaitingToken)
        #expect(state.received(ping) == .ignore)
        #expect(state.received(.subscribe("S")) == .ignore)
        #expect(state.received(token) == .authenticate(token: "t"))
        #expect(state.received(token) == .ignore)
        #expect(state.phase == .authenticating)
    }

    @Test("a token in the URL starts at once, even an empty one")
    func opened() {
        var state = state(.awaitingToken)
        #expect(state.opened(token: "") == .authenticate(token: ""))
        var other = self.state(.awaitingToken)
        #expect(other.opened(token: nil) == .ignore)
    }

    @Test(
        "messages before Ready are held and follow it in order",
        arguments: [SessionState.Phase.authenticating, .preparing]
    )
    func held(phase: SessionState.Phase) {
        var state = state(phase)
        #expect(state.received(ping) == .ignore)
        #expect(state.received(.typing("C", isStart: true)) == .ignore)
        #expect(state.received(ping) == .close(.policy))
        if phase == .authenticating { _ = state.accepted() }
        #expect(state.becameReady() == [ping, .typing("C", isStart: true)])
        #expect(state.becameReady() == [])
    }

    @Test("a live session answers pings and performs requests")
    func live() {
        var state = state(.live)
        #expect(state.received(ping) == .pong(.text(ByteBuffer(string: "1"))))
        #expect(state.received(.subscribe("S")) == .perform(.subscribe("S")))
        #expect(state.received(token) == .ignore)
        let isAccepted = state.accepted()
        #expect(!isAccepted)
    }

    @Test("a closing session ignores everything")
    func closing() {
        var state = state(.closing)
        #expect(state.received(ping) == .ignore)
        #expect(state.received(token) == .ignore)
        let isAccepted = state.accepted()
        #expect(!isAccepted)
        #expect(state.becameReady() == [])
    }
}
