internal import StoatModels

/// Collects broken limits, so that a client learns of all of them at once.
///
/// The text is upstream's without the offending value, which may be a password: one line per field, such as
/// `name: Validation error: length [{"min": 1, "max": 32}]`.
public struct Validation {
    /// Far more than any honest body breaks.
    static let maxFailures = 50

    private var failures: [(field: String, rules: [String])] = []

    /// Nothing checked yet.
    public init() {}

    /// Checks the length of a text in Unicode scalars.
    public mutating func length(_ text: String, in range: ClosedRange<Int>, field: String) {
        count(text.unicodeScalars.count, in: range, field: field)
    }

    /// Checks the number of elements.
    public mutating func count(_ count: Int, in range: ClosedRange<Int>, field: String) {
        guard !range.contains(count) else { return }
        var bounds: [String] = []
        if range.lowerBound > 0 { bounds.append("\"min\": \(range.lowerBound)") }
        if range.upperBound < .max { bounds.append("\"max\": \(range.upperBound)") }
        fail("length [{\(bounds.joined(separator: ", "))}]", field: field)
    }

    /// Checks a number.
    public mutating func range(_ number: Int64, in range: ClosedRange<Int64>, field: String) {
        guard !range.contains(number) else { return }
        fail("range [{\"min\": \(range.lowerBound), \"max\": \(range.upperBound)}]", field: field)
    }

    /// Records that a text does not have the form it must have.
    public mutating func pattern(_ isMatch: Bool, field: String) {
        if !isMatch { fail("regex [{}]", field: field) }
    }

    /// Records a broken rule of a field.
    ///
    /// After ``maxFailures`` broken rules further ones are not noted: a hostile body could break any number.
    public mutating func fail(_ rule: String, field: String) {
        guard failures.count < Self.maxFailures else { return }
        let text = "Validation error: \(rule)"
        if let index = failures.firstIndex(where: { $0.field == field }) {
            failures[index].rules.append(text)
        } else {
            failures.append((field, [text]))
        }
    }

    /// Throws what was recorded, if anything was.
    ///
    /// - Throws: ``APIError`` `.failedValidation`.
    public func check(file: String = #fileID, line: Int = #line) throws {
        guard !failures.isEmpty else { return }
        let lines = failures.map { "\($0.field): \($0.rules.joined(separator: ", "))" }
        throw APIError(.failedValidation(lines.joined(separator: "\n")), file: file, line: line)
    }
}
