import Foundation
import StoatModels

/// A user name as it is stored: without look-alikes of other names, and none that is reserved.
public struct Username: Sendable, Equatable {
    /// The stored text, 2 to 32 characters.
    public let text: String

    /// Folds look-alikes, drops what the rules do not allow, pads and checks for reserved names.
    ///
    /// - Parameter minimumLength: bytes; shorter names are padded with `_`.
    /// - Throws: ``APIError`` `.invalidUsername` for a reserved name.
    public init(sanitising text: String, minimumLength: Int) throws {
        var name = String(String.UnicodeScalarView(Confusables.fold(text).filter(Self.isAllowed).prefix(32)))
        while name.utf8.count < max(minimumLength, 1) { name.append("_") }
        guard !Self.isBlocked(name) else { throw APIError(.invalidUsername) }
        self.text = name
    }

    /// Whether text has the form that a name may be asked for in: letters, decimal digits, `_`, `.` and `-`.
    public static func hasValidForm(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy(isAllowed)
    }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber: true
        default: scalar == "_" || scalar == "." || scalar == "-"
        }
    }

    private static func isBlocked(_ name: String) -> Bool {
        let name = name.lowercased()
        return reserved.contains(name) || fragments.contains { name.contains($0) }
    }

    private static let reserved: Set<String> = ["admin", "revolt", "stoat"]
    private static let fragments = [
        "```", "discord.gg", "rvlt.gg", "guilded.gg", "stt.gg", "revolt.chat", "stoat.chat", "http://", "https://",
    ]
}
