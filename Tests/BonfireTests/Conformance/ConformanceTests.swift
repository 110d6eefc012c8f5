import Testing

@testable import Bonfire

/// RFC 6455 against the built transport with raw bytes, by the case families of the Autobahn test suite.
///
/// The gateway is no echo server: a message that must be accepted is shown to be by the answer to the application's own
/// `Ping`, or by the pong that follows it on a socket that is still alive.
@Suite("RFC 6455 conformance", .timeLimit(.minutes(4)))
struct ConformanceTests {
    /// One case: bytes in, what must come out.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let outcome: Outcome
        var chop: Int?
        var format = "json"

        enum Outcome: Sendable, Equatable {
            /// These frames in this order, and the socket stays alive.
            case frames([RawSocket.Frame])
            /// A Close frame with this code (`nil` for an empty one) after these frames, and the end of the stream.
            case closes(UInt16?, after: [RawSocket.Frame])
        }

        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], _ outcome: Outcome, chop: Int? = nil, format: String = "json") {
            self.name = name
            self.bytes = bytes
            self.outcome = outcome
            self.chop = chop
            self.format = format
        }

        static func accepted(_ name: String, _ bytes: [UInt8], chop: Int? = nil) -> Case {
            Case(name, bytes, .frames([]), chop: chop)
        }

        static func fails(_ name: String, _ code: UInt16, _ bytes: [UInt8], after: [RawSocket.Frame] = []) -> Case {
            Case(name, bytes, .closes(code, after: after))
        }
    }

    private func run(_ test: Case) async throws {
        try await withGateway { gateway in
            let socket = try await gateway.session(format: test.format)
            if let chop = test.chop {
                // A server that fails early closes while the rest is still being sent.
                do { try await socket.send(test.bytes, chop: chop) } catch {
                    guard case .closes = test.outcome else { throw error }
                }
            } else {
                try await socket.send(test.bytes)
            }
            switch test.outcome {
            case .frames(let expected):
                // The last pong shows that everything before it was taken and the socket lives.
                try await socket.send(ClientFrame.make(9, Array("still there".utf8)))
                for frame in expected { #expect(try await socket.readFrame() == frame) }
                #expect(try await socket.readFrame() == pong("still there"))
            case .closes(let code, let expected):
                for frame in expected { #expect(try await socket.readFrame() == frame) }
                let close = try await socket.readFrame()
                #expect(close?.opcode == 8, "got \(String(describing: close))")
                #expect(close?.closeCode == code)
                #expect(try await socket.reachesEnd())
            }
        }
    }

    @Test("1, 10: messages of all sizes", arguments: FramingCases.messages)
    func messages(_ test: Case) async throws { try await run(test) }

    @Test("2: pings and pongs", arguments: FramingCases.pings)
    func pings(_ test: Case) async throws { try await run(test) }

    @Test("3, 4: reserved bits and opcodes, masking", arguments: FramingCases.reserved)
    func reserved(_ test: Case) async throws { try await run(test) }

    @Test("5: fragmentation", arguments: FramingCases.fragments)
    func fragments(_ test: Case) async throws { try await run(test) }

    @Test("6: UTF-8", arguments: TextCases.all)
    func text(_ test: Case) async throws { try await run(test) }

    @Test("7: close handling", arguments: CloseCases.all)
    func closing(_ test: Case) async throws { try await run(test) }

    @Test("9: limits", arguments: FramingCases.limits)
    func limits(_ test: Case) async throws { try await run(test) }
}

func pong(_ payload: String) -> RawSocket.Frame { RawSocket.Frame(opcode: 10, payload: Array(payload.utf8)) }
