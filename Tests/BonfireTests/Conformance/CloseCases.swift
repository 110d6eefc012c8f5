@testable import Bonfire

/// Family 7: the closing handshake.
enum CloseCases {
    typealias Case = ConformanceTests.Case

    static let all: [Case] = shapes + legal + illegal

    private static let ping = ClientFrame.make(9, Array("late".utf8))

    private static let shapes: [Case] = [
        Case(
            "7.1.1 message, then close",
            ClientFrame.text("Hello") + ClientFrame.close(1000),
            .closes(1000, after: [])
        ),
        Case("7.1.2 two closes", ClientFrame.close(1000) + ClientFrame.close(1000), .closes(1000, after: [])),
        Case("7.1.3 ping after close", ClientFrame.close(1000) + ping, .closes(1000, after: [])),
        Case("7.1.4 text after close", ClientFrame.close(1000) + ClientFrame.text("late"), .closes(1000, after: [])),
        Case(
            "7.1.6 a long message, then close",
            ClientFrame.make(1, [UInt8](repeating: 0x2A, count: 60_000)) + ClientFrame.close(1000) + ping,
            .closes(1000, after: [])
        ),
        Case("7.3.1 empty close", ClientFrame.close(nil), .closes(nil, after: [])),
        .fails("7.3.2 payload of 1", 1002, ClientFrame.make(8, [0x61])),
        Case("7.3.3 code only", ClientFrame.close(1000), .closes(1000, after: [])),
        Case("7.3.4 code and reason", ClientFrame.close(1000, Array("Hello World!".utf8)), .closes(1000, after: [])),
        Case(
            "7.3.5 reason of 123",
            ClientFrame.close(1000, [UInt8](repeating: 0x2A, count: 123)),
            .closes(1000, after: [])
        ),
        .fails("7.3.6 reason of 124", 1002, ClientFrame.close(1000, [UInt8](repeating: 0x2A, count: 124))),
        .fails("7.5.1 reason that is no text", 1007, ClientFrame.close(1000, [0xCE, 0xBA, 0xED, 0xA0, 0x80])),
        .fails("fragmented close", 1002, ClientFrame.make(8, [0x03, 0xE8], isFinal: false)),
        Case("close byte by byte", ClientFrame.close(1001, Array("bye".utf8)), .closes(1001, after: []), chop: 1),
    ]

    private static let legal: [Case] = [
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999,
    ].map { (code: UInt16) in Case("7.7 code \(code)", ClientFrame.close(code), .closes(code, after: [])) }

    private static let illegal: [Case] = [
        0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535,
    ].map { (code: UInt16) in .fails("7.9, 7.13 code \(code)", 1002, ClientFrame.close(code)) }
}
