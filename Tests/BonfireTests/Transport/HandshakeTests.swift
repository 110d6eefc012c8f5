import NIOCore
import NIOHTTP1
import StoatCore
import StoatModels
import Testing

@testable import Bonfire

@Suite("Opening handshake", .timeLimit(.minutes(3)))
struct HandshakeTests {
    @Test(
        "upgrades on any path, with the accept key of the RFC's example",
        arguments: ["/", "/ws", "/events/?token=x"]
    )
    func upgrades(path: String) async throws {
        try await withGateway { gateway in
            let socket = try await RawSocket(port: gateway.port)
            try await socket.send(text: RawSocket.handshake(path: path))
            let head = try await socket.readHead()
            #expect(head.hasPrefix("HTTP/1.1 101 "))
            #expect(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="))
            #expect(!head.lowercased().contains("sec-websocket-extensions"))
        }
    }

    @Test(
        "answers other requests and closes",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "200"), ("GET /health?x HTTP/1.1\r\nHost: x\r\n\r\n", "200"),
            ("GET /ws HTTP/1.1\r\nHost: x\r\n\r\n", "426"),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "426"),
            (replaced("Version: 13", "Version: 8"), "426"),
            (replaced("Sec-WebSocket-Key: dGhl", "Sec-WebSocket-Key: ??"), "400"),
            (replaced("Sec-WebSocket-Key", "X-Key"), "400"), (replaced("keep-alive, Upgrade", "keep-alive"), "400"),
            (replaced("HTTP/1.1", "HTTP/1.0"), "400"), ("nonsense\r\n\r\n", "400"),
        ]
    )
    func others(request: String, status: String) async throws {
        try await withGateway { gateway in
            let socket = try await RawSocket(port: gateway.port)
            try await socket.send(text: request)
            let head = try await socket.readHead()
            #expect(head.hasPrefix("HTTP/1.1 \(status) "), "\(head)")
            #expect(try await socket.reachesEnd())
        }
    }

    private static func replaced(_ text: String, _ other: String) -> String {
        RawSocket.handshake(path: "/").replacing(text, with: other)
    }

    @Test("frames sent together with the handshake are not lost")
    func pipelined() async throws {
        try await withGateway { gateway in
            let socket = try await RawSocket(port: gateway.port)
            let authenticate = ClientFrame.text(#"{"type":"Authenticate","token":"u","result":"Success"}"#)
            try await socket.send(Array(RawSocket.handshake(path: "/").utf8) + authenticate)
            _ = try await socket.readHead()
            let frame = try await socket.readFrame()
            #expect(frame?.text == #"{"type":"Authenticated"}"#)
        }
    }

    @Test("sockets that send nothing are closed, before and after the upgrade")
    func silence() async throws {
        var limits = GatewayLimits.generous
        limits.authenticationTime = .seconds(4)
        // Long enough for a busy machine to read the Close frame before the socket is cut off.
        limits.closeGrace = .seconds(5)
        try await withGateway(limits: limits) { gateway in
            let mute = try await RawSocket(port: gateway.port)
            let upgraded = try await RawSocket.webSocket(port: gateway.port)
            #expect(try await mute.reachesEnd())
            #expect(try await upgraded.readFrame()?.closeCode == 1008)
            #expect(try await upgraded.reachesEnd())
        }
    }

    @Test("a gate counts waiting sockets per address, not those of loopback")
    func gate() throws {
        let gate = AddressGate(limit: 2, addresses: .init())
        let peer = try SocketAddress(ipAddress: "203.0.113.7", port: 1)
        let first = try #require(gate.admit(peer: peer, headers: [:]))
        #expect(gate.admit(peer: peer, headers: [:]) != nil)
        #expect(gate.admit(peer: peer, headers: ["X-Forwarded-For": "198.51.100.1"]) == nil)
        gate.release(first)
        #expect(gate.admit(peer: peer, headers: [:]) != nil)
        let local = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        for _ in 0..<10 { #expect(gate.admit(peer: local, headers: [:]) != nil) }
    }
}
