import NIOCore
import StoatModels
import Synchronization
import TestSupport
import Testing

@testable import Bonfire

@Suite("Fan-out", .timeLimit(.minutes(3)))
struct DeliveryTests {
    private final class Gate: Sendable {
        let isHeld = Atomic(false)
    }

    private func message(_ number: Int, to users: [UserID]) -> PreparedEvent {
        prepared(.channelAck, ["id": "C", "user": "u", "message_id": .string("\(number)")], to: .users(users))
    }

    @Test("every session receives every event in order, over several loops")
    func order() async throws {
        try await withGateway(loops: 2) { gateway in
            var sockets: [RawSocket] = []
            for _ in 0..<20 { sockets.append(try await gateway.session("u")) }
            for number in 0..<200 { gateway.deliver(message(number, to: ["u"])) }
            for socket in sockets {
                for number in 0..<200 {
                    let text = try await socket.readFrame()?.text
                    #expect(text == #"{"type":"ChannelAck","id":"C","user":"u","message_id":"\#(number)"}"#)
                }
            }
        }
    }

    @Test("events that come together leave in few writes")
    func coalescing() async throws {
        try await withGateway { gateway in
            var sockets: [RawSocket] = []
            for _ in 0..<10 { sockets.append(try await gateway.session("u")) }
            let before = gateway.metrics.snapshot
            // Held up, so that all of them wait in the mailbox.
            let gate = Gate()
            gateway.server.ports[0].loop.execute {
                gate.isHeld.store(true, ordering: .releasing)
                while gate.isHeld.load(ordering: .acquiring) {}
            }
            while !gate.isHeld.load(ordering: .acquiring) { await Task.yield() }
            for number in 0..<50 { gateway.deliver(message(number, to: ["u"])) }
            gate.isHeld.store(false, ordering: .releasing)
            for socket in sockets { for _ in 0..<50 { _ = try await socket.readFrame() } }
            let after = gateway.metrics.snapshot
            #expect(after.sentFrames - before.sentFrames == 500)
            #expect(after.writes - before.writes == 10)
        }
    }

    @Test("both formats get the same events")
    func formats() async throws {
        try await withGateway { gateway in
            let json = try await gateway.session("u")
            let packed = try await gateway.session("u", format: "msgpack")
            gateway.deliver(message(1, to: ["u"]))
            let (first, second) = (try await json.readFrame(), try await packed.readFrame())
            let text = try #require(first)
            let binary = try #require(second)
            #expect(text.opcode == 1)
            #expect(binary.opcode == 2)
            let left = try JSONParser.parse(ByteBuffer(bytes: text.payload))
            #expect(try MessagePackReader.parse(ByteBuffer(bytes: binary.payload)) == left)
        }
    }

    @Test("a reader that stalls is cut off and delays nobody")
    func slowReader() async throws {
        var limits = GatewayLimits.generous
        limits.closeGrace = .seconds(1)
        try await withGateway(limits: limits) { gateway in
            let stalled = try await RawSocket.webSocket(
                port: gateway.port,
                query: "token=u",
                receiveBuffer: 4096,
                autoRead: false
            )
            let reader = try await gateway.session("u")
            let pad = String(repeating: "x", count: 16_000)
            var sent = 0
            let deadline = ContinuousClock.now + .seconds(45)
            while gateway.metrics.snapshot.closedSlow == 0, ContinuousClock.now < deadline {
                let event = prepared(.channelAck, ["n": .int(Int64(sent)), "pad": .string(pad)], to: .users(["u"]))
                gateway.deliver(event)
                let text = try await reader.readFrame(within: .seconds(5))?.text
                #expect(text?.hasPrefix(#"{"type":"ChannelAck","n":\#(sent),"#) == true)
                sent += 1
            }
            #expect(gateway.metrics.snapshot.closedSlow == 1)
            try await eventually("the stalled socket is gone") { gateway.metrics.snapshot.openSockets == 1 }
            #expect(gateway.departed == ["u"])
            _ = stalled
        }
    }

    @Test("floods end a session")
    func flood() async throws {
        var limits = GatewayLimits()
        limits.inboundFrames = 10
        try await withGateway(limits: limits) { gateway in
            let flooding = try await gateway.session("f")
            for _ in 0..<11 { try await flooding.send(ClientFrame.make(9)) }
            for _ in 0..<10 { #expect(try await flooding.readFrame()?.opcode == 10) }
            #expect(try await flooding.readFrame()?.closeCode == 1008)
        }
    }

    @Test("revoked logins end a session")
    func endings() async throws {
        try await withGateway(limits: GatewayLimits()) { gateway in
            let (kept, other) = (try await gateway.session("u"), try await gateway.session("v"))
            gateway.deliver(
                prepared(.deleteSession, ["user_id": "v", "session_id": "v"], to: .users(["v"]))
            )
            #expect(try await other.readFrame()?.text == #"{"type":"Logout"}"#)
            #expect(try await other.readFrame()?.closeCode == 1000)
            gateway.deliver(
                prepared(.deleteSession, ["user_id": "u", "session_id": "another"], to: .users(["u"]))
            )
            #expect(try await kept.readFrame()?.text.contains("DeleteSession") == true)
        }
    }

    @Test("a socket that falls silent is pinged, then dropped")
    func silence() async throws {
        var limits = GatewayLimits()
        limits.pingInterval = .seconds(3)
        limits.silenceLimit = .seconds(9)
        limits.closeGrace = .seconds(2)
        try await withGateway(limits: limits) { gateway in
            let silent = try await gateway.session("u")
            #expect(try await silent.readFrame()?.opcode == 9)
            #expect(try await silent.reachesEnd())
            #expect(gateway.metrics.snapshot.closedSilent == 1)
        }
    }
}
