@testable import Bonfire

/// Family 6: UTF-8, with failure at the first byte that cannot be right.
enum TextCases {
    typealias Case = ConformanceTests.Case

    static let all: [Case] = fragmentation + early + sequences

    private static let greek = Array("κόσμε".utf8)
    private static let broken: [UInt8] = greek + [0xED, 0xA0, 0x80] + Array("edited".utf8)

    private static let fragmentation: [Case] = [
        .accepted(
            "6.1.2 three empty fragments",
            ClientFrame.make(1, [], isFinal: false) + ClientFrame.make(0, [], isFinal: false) + ClientFrame.make(0)
        ),
        .accepted("6.2.1 valid text", ClientFrame.text("Hello-µ@ßöäüàá-UTF-8!!")),
        .accepted("6.2.3 one fragment per byte", perByte(Array("Hello-µ@ßöäüàá-UTF-8!!".utf8))),
        .accepted("6.2.4 one fragment per byte, Greek", perByte(greek)),
        .fails("6.3.1 invalid text", 1007, ClientFrame.make(1, broken)),
        .fails("6.3.2 invalid text, one fragment per byte", 1007, perByte(broken)),
        .fails("text that ends inside a character", 1007, ClientFrame.make(1, Array(greek.dropLast()))),
    ]

    // Nothing follows the bad byte: the answer must come although the message, and in 6.4.3 its frame, is unfinished.
    private static let early: [Case] = [
        .fails(
            "6.4.1 bad second fragment",
            1007,
            ClientFrame.make(1, greek, isFinal: false) + ClientFrame.make(0, [0xF4, 0x90, 0x80, 0x80], isFinal: false)
        ),
        .fails(
            "6.4.2 bad end of the second fragment",
            1007,
            ClientFrame.make(1, greek + [0xF4], isFinal: false) + ClientFrame.make(0, [0x90], isFinal: false)
        ),
        .fails(
            "6.4.3 bad byte inside an unfinished frame",
            1007,
            Array(ClientFrame.make(1, greek + [0xF4, 0x90, 0x80, 0x80] + greek).dropLast(greek.count + 2))
        ),
        .fails(
            "6.4.4 the same, at the earliest byte",
            1007,
            Array(ClientFrame.make(1, greek + [0xF4, 0x90] + greek).dropLast(greek.count))
        ),
    ]

    private static func perByte(_ bytes: [UInt8]) -> [UInt8] {
        bytes.indices.flatMap { index in
            ClientFrame.make(index == 0 ? 1 : 0, [bytes[index]], isFinal: index == bytes.count - 1)
        }
    }

    private static let sequences: [Case] =
        valid.map { .accepted("\($0) is text", ClientFrame.make(1, $1)) }
        + invalid.map { .fails("\($0) is no text", 1007, ClientFrame.make(1, $1)) }

    private static let valid: [(String, [UInt8])] = [
        ("6.5.1 Greek", greek),
        ("6.6.2 U+0000", [0x00]), ("6.6.5 U+0080", [0xC2, 0x80]), ("6.6.7 U+0800", [0xE0, 0xA0, 0x80]),
        ("6.6.9 U+10000", [0xF0, 0x90, 0x80, 0x80]), ("6.7.1 U+007F", [0x7F]), ("6.7.2 U+07FF", [0xDF, 0xBF]),
        ("6.7.3 U+FFFF", [0xEF, 0xBF, 0xBF]), ("6.7.4 U+10FFFF", [0xF4, 0x8F, 0xBF, 0xBF]),
        ("6.9.1 U+D7FF", [0xED, 0x9F, 0xBF]), ("6.9.2 U+E000", [0xEE, 0x80, 0x80]),
        ("6.9.3 U+FFFD", [0xEF, 0xBF, 0xBD]), ("6.22.1 U+FFFE", [0xEF, 0xBF, 0xBE]),
        ("6.22.3 U+1FFFE", [0xF0, 0x9F, 0xBF, 0xBE]), ("6.23.1 emoji", Array("👍🏽 ok".utf8)),
    ]

    private static let invalid: [(String, [UInt8])] = [
        ("6.8.1 five-byte form", [0xF8, 0x88, 0x80, 0x80, 0x80]),
        ("6.8.2 six-byte form", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]),
        ("6.10.1 above U+10FFFF", [0xF4, 0x90, 0x80, 0x80]), ("6.10.2 F7", [0xF7, 0xBF, 0xBF, 0xBF]),
        ("6.11.1 lone 80", [0x80]), ("6.11.2 lone BF", [0xBF]), ("6.11.5 three continuations", [0x80, 0xBF, 0x80]),
        ("6.12.1 lone C0 20", [0xC0, 0x20]), ("6.12.3 E0 20", [0xE0, 0x20]), ("6.12.5 F0 20", [0xF0, 0x20]),
        ("6.13.1 C0", [0xC0]), ("6.13.2 E0 80", [0xE0, 0x80]), ("6.13.3 F0 80 80", [0xF0, 0x80, 0x80]),
        ("6.14.1 joined lone starts", [0xDF, 0xEF, 0xBF]), ("6.15.1 FE", [0xFE]), ("6.15.2 FF", [0xFF]),
        ("6.16.1 overlong / in two", [0xC0, 0xAF]), ("6.16.2 overlong / in three", [0xE0, 0x80, 0xAF]),
        ("6.16.3 overlong / in four", [0xF0, 0x80, 0x80, 0xAF]), ("6.17.1 overlong C1 BF", [0xC1, 0xBF]),
        ("6.17.2 overlong E0 9F BF", [0xE0, 0x9F, 0xBF]), ("6.17.3 overlong F0 8F BF BF", [0xF0, 0x8F, 0xBF, 0xBF]),
        ("6.18.1 overlong NUL", [0xC0, 0x80]), ("6.19.1 surrogate D800", [0xED, 0xA0, 0x80]),
        ("6.19.2 surrogate DB7F", [0xED, 0xAD, 0xBF]), ("6.19.4 surrogate DC00", [0xED, 0xB0, 0x80]),
        ("6.19.7 surrogate DFFF", [0xED, 0xBF, 0xBF]),
        ("6.20.1 pair of surrogates", [0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80]),
    ]
}
