@testable import Bonfire

/// Families 1–5, 9 and 10: framing.
enum FramingCases {
    typealias Case = ConformanceTests.Case

    /// An application `Ping` padded to `size` bytes, and its answer.
    private static func ping(_ size: Int, _ number: Int = 7) -> (request: [UInt8], answer: RawSocket.Frame) {
        let core = #"{"type":"Ping","data":\#(number),"pad":""}"#
        let pad = String(repeating: "*", count: max(0, size - core.utf8.count))
        let text = #"{"type":"Ping","data":\#(number),"pad":"\#(pad)"}"#
        let answer = #"{"type":"Pong","data":\#(number)}"#
        return (Array(text.utf8), RawSocket.Frame(opcode: 1, payload: Array(answer.utf8)))
    }

    /// Cuts a message into frames with payloads of a size.
    private static func fragmented(_ payload: [UInt8], _ size: Int, opcode: UInt8 = 1) -> [UInt8] {
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: payload.count, by: size) {
            let end = min(start + size, payload.count)
            bytes += ClientFrame.make(
                start == 0 ? opcode : 0,
                Array(payload[start..<end]),
                isFinal: end == payload.count
            )
        }
        return bytes
    }

    static let messages: [Case] = {
        var cases: [Case] = [
            .accepted("1.1.1 empty text", ClientFrame.make(1)),
            .accepted("1.2.1 empty binary", ClientFrame.make(2)),
        ]
        let sizes: [(String, Int)] = [
            ("2", 125), ("3", 126), ("4", 127), ("5", 128), ("6", 65535), ("7", 65536),
        ]
        for (number, size) in sizes {
            let (request, answer) = ping(size)
            cases.append(Case("1.1.\(number) text of \(size)", ClientFrame.make(1, request), .frames([answer])))
            let binary = [UInt8](repeating: 0xFE, count: size)
            cases.append(.accepted("1.2.\(number) binary of \(size)", ClientFrame.make(2, binary)))
        }
        let (request, answer) = ping(65536)
        cases.append(Case("1.1.8 chopped by 997", ClientFrame.make(1, request), .frames([answer]), chop: 997))
        cases.append(Case("10.1.1 in frames of 1300", fragmented(request, 1300), .frames([answer])))
        // {"type": "Ping", "data": 5} and {"type": "Pong", "data": 5} in MessagePack.
        let packed: [UInt8] = [0x82, 0xA4] + Array("type".utf8) + [0xA4]
        let packedPing: [UInt8] = packed + Array("Ping".utf8) + [0xA4] + Array("data".utf8) + [5]
        let packedPong: [UInt8] = packed + Array("Pong".utf8) + [0xA4] + Array("data".utf8) + [5]
        cases.append(
            Case(
                "binary is answered with binary",
                ClientFrame.make(2, packedPing),
                .frames([RawSocket.Frame(opcode: 2, payload: packedPong)]),
                format: "msgpack"
            )
        )
        return cases
    }()

    static let pings: [Case] = {
        let long = [UInt8](repeating: 0xFE, count: 125)
        let ten = (0..<10).map { "payload-\($0)" }
        let tenFrames = ten.flatMap { ClientFrame.make(9, Array($0.utf8)) }
        return [
            Case("2.1 empty ping", ClientFrame.make(9), .frames([pong("")])),
            Case("2.2 small ping", ClientFrame.make(9, Array("Hello, world!".utf8)), .frames([pong("Hello, world!")])),
            Case(
                "2.3 binary ping",
                ClientFrame.make(9, [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF]),
                .frames([RawSocket.Frame(opcode: 10, payload: [0x00, 0xFF, 0xFE, 0xFD, 0xFC, 0xFB, 0x00, 0xFF])])
            ),
            Case(
                "2.4 ping of 125",
                ClientFrame.make(9, long),
                .frames([RawSocket.Frame(opcode: 10, payload: long)])
            ),
            .fails("2.5 ping of 126", 1002, ClientFrame.make(9, long + [0xFE])),
            Case(
                "2.6 ping of 125 byte by byte",
                ClientFrame.make(9, long),
                .frames([RawSocket.Frame(opcode: 10, payload: long)]),
                chop: 1
            ),
            .accepted("2.7 unsolicited empty pong", ClientFrame.make(10)),
            .accepted("2.8 unsolicited pong", ClientFrame.make(10, Array("unsolicited".utf8))),
            Case(
                "2.9 unsolicited pong, then ping",
                ClientFrame.make(10, Array("unsolicited".utf8)) + ClientFrame.make(9, Array("ping".utf8)),
                .frames([pong("ping")])
            ),
            Case("2.10 ten pings", tenFrames, .frames(ten.map { pong($0) })),
            Case("2.11 ten pings byte by byte", tenFrames, .frames(ten.map { pong($0) }), chop: 1),
        ]
    }()

    static let reserved: [Case] = {
        let hello = Array("Hello, world!".utf8)
        let ping = ClientFrame.make(9)
        var cases: [Case] = [
            .fails("3.1 RSV 1 alone", 1002, ClientFrame.make(1, hello, reserved: 1)),
            .fails(
                "3.2 RSV 2 after a good message",
                1002,
                ClientFrame.make(1, hello) + ClientFrame.make(1, hello, reserved: 2)
            ),
            .fails("3.5 RSV 5 in binary", 1002, ClientFrame.make(2, [UInt8](repeating: 0xFF, count: 8), reserved: 5)),
            .fails("3.6 RSV 6 in ping", 1002, ClientFrame.make(9, hello, reserved: 6)),
            .fails("3.7 RSV 7 in close", 1002, ClientFrame.make(8, [], reserved: 7)),
            Case(
                "3.3 RSV 3 after a ping",
                ClientFrame.make(9) + ClientFrame.make(1, hello, reserved: 3),
                .closes(1002, after: [pong("")])
            ),
            Case("3.4 RSV 4 byte by byte", ClientFrame.make(1, hello, reserved: 4), .closes(1002, after: []), chop: 1),
            .fails("5.1 of the RFC: unmasked frame", 1002, ClientFrame.make(1, hello, isMasked: false)),
            .fails("unmasked empty ping", 1002, ClientFrame.make(9, isMasked: false)),
        ]
        for (index, opcode) in (UInt8(3)...7).enumerated() {
            cases.append(.fails("4.1.\(index + 1) opcode \(opcode)", 1002, ClientFrame.make(opcode, hello) + ping))
        }
        for (index, opcode) in (UInt8(11)...15).enumerated() {
            cases.append(.fails("4.2.\(index + 1) opcode \(opcode)", 1002, ClientFrame.make(opcode) + ping))
        }
        return cases
    }()

    static let fragments: [Case] = {
        let first = Array(#"{"type":"Ping","#.utf8)
        let second = Array(#""data":3}"#.utf8)
        let answer = RawSocket.Frame(opcode: 1, payload: Array(#"{"type":"Pong","data":3}"#.utf8))
        let start = ClientFrame.make(1, first, isFinal: false)
        let end = ClientFrame.make(0, second)
        let ping = ClientFrame.make(9, Array("in between".utf8))
        let five = (0..<5).map { ClientFrame.make($0 == 0 ? 1 : 0, Array("fragment\($0)".utf8), isFinal: $0 == 4) }
        return [
            .fails("5.1 ping in two fragments", 1002, ClientFrame.make(9, first, isFinal: false) + end),
            .fails("5.2 pong in two fragments", 1002, ClientFrame.make(10, first, isFinal: false) + end),
            Case("5.3 text in two fragments", start + end, .frames([answer])),
            Case("5.5 the same byte by byte", start + end, .frames([answer]), chop: 1),
            Case("5.6 ping between the fragments", start + ping + end, .frames([pong("in between"), answer])),
            Case("5.8 the same byte by byte", start + ping + end, .frames([pong("in between"), answer]), chop: 1),
            .fails("5.9 continuation without a start", 1002, ClientFrame.make(0, first) + ClientFrame.make(1, second)),
            .fails("5.12 unfinished continuation without a start", 1002, ClientFrame.make(0, first, isFinal: false)),
            .fails("5.15 continuation after the end", 1002, start + end + ClientFrame.make(0, second), after: [answer]),
            .fails("5.18 new text inside a message", 1002, start + ClientFrame.make(1, second)),
            .fails("new binary inside a message", 1002, start + ClientFrame.make(2, second)),
            Case(
                "5.19 five fragments with pings",
                five[0] + five[1] + ping + five[2] + five[3] + ping + five[4],
                .frames([pong("in between"), pong("in between")])
            ),
            Case(
                "empty fragments around a message",
                ClientFrame.make(1, [], isFinal: false) + ClientFrame.make(0, first, isFinal: false)
                    + ClientFrame.make(0, [], isFinal: false) + ClientFrame.make(0, second, isFinal: false)
                    + ClientFrame.make(0),
                .frames([answer])
            ),
            Case(
                "close inside a fragmented message",
                start + ClientFrame.close(1000),
                .closes(1000, after: [])
            ),
        ]
    }()

    static let limits: [Case] = {
        let (full, answer) = ping(65536)
        let (over, _) = ping(65537)
        var cases: [Case] = [
            .fails("one byte over the limit", 1009, ClientFrame.make(1, over)),
            .fails("one byte over the limit, binary", 1009, ClientFrame.make(2, over)),
            .fails("over the limit in fragments", 1009, fragmented(over, 4096)),
            // Only the header: the size is refused before the payload comes.
            .fails("a header that promises 1 GiB", 1009, [0x82, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]),
            .fails("a header that promises 2^63", 1002, [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]),
        ]
        for size in [64, 256, 1024, 4096, 16384, 65536] {
            cases.append(Case("9.3, 9.4 in fragments of \(size)", fragmented(full, size), .frames([answer])))
        }
        for chop in [64, 128, 256, 512, 1024, 2048] {
            cases.append(Case("9.5, 9.6 chopped by \(chop)", ClientFrame.make(1, full), .frames([answer]), chop: chop))
        }
        for size in [0, 16, 64, 256, 1024, 4096] {
            let message = ping(size)
            let bytes = (0..<100).flatMap { _ in ClientFrame.make(1, size == 0 ? [] : message.request) }
            let answers = size == 0 ? [] : Array(repeating: message.answer, count: 100)
            cases.append(Case("9.7, 9.8 a hundred messages of \(size)", bytes, .frames(answers)))
        }
        return cases
    }()
}
