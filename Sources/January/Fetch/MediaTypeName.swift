/// The type and subtype of a `Content-Type` header, in lower case.
struct MediaTypeName: Sendable, Equatable {
    let type: String
    let subtype: String

    /// Reads a header's value; `nil` where there is no `type/subtype` at its beginning.
    init?(_ header: String) {
        let essence = header.prefix { $0 != ";" }.lowercased().trimming { $0 == " " || $0 == "\t" }
        let parts = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isToken) }) else {
            return nil
        }
        self.type = String(parts[0])
        self.subtype = String(parts[1])
    }

    /// `type/subtype`.
    var essence: String { "\(type)/\(subtype)" }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: true
        default: "!#$&-^_.+".utf8.contains(byte)
        }
    }
}
