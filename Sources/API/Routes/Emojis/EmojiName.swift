import StoatCore

extension Validation {
    /// Checks what an emoji is typed as: 1 to 32 of `a` to `z`, `0` to `9` and `_`.
    mutating func emojiName(_ name: String, field: String) {
        length(name, in: 1...32, field: field)
        pattern(!name.isEmpty && name.utf8.allSatisfy(Self.isOfEmojiName), field: field)
    }

    private static func isOfEmojiName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
