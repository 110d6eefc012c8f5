import Foundation
import GRDB

/// Comparing text without case, as MongoDB's collation `{locale: "en", strength: 2}` does: accents count, case and
/// compatibility variants such as full-width letters do not.
///
/// Index keys hold folded text, so changing this function needs a new schema version.
enum CaseFolding {
    /// The form in which texts that differ in case only are equal.
    static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        // Upper case first, so that letters with several lower-case forms (ß and ss, ς and σ) meet.
        return text.precomposedStringWithCompatibilityMapping.uppercased().lowercased()
    }

    /// The function's name in SQL.
    static let functionName = "stoat_fold"

    /// The SQL function for index expressions and filters; anything but text passes unchanged.
    static var function: DatabaseFunction {
        DatabaseFunction(functionName, argumentCount: 1, pure: true) { arguments in
            guard let argument = arguments.first, let text = String.fromDatabaseValue(argument) else {
                return arguments.first
            }
            return fold(text)
        }
    }
}
