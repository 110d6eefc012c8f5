internal import StoatModels

extension Validation {
    /// Checks length and form of a color or gradient.
    public mutating func color(_ text: String, field: String) {
        let isShort = text.unicodeScalars.count <= 128
        length(text, in: 1...128, field: field)
        // A text over the limit is not matched: only its length would cost time.
        if isShort { pattern(ColorPattern.matches(text), field: field) }
    }
}
