/// What clients may send as a color: a CSS color name, `var(--…)`, `rgb(…)`, `rgba(…)`, `#…` or a gradient of those.
///
/// The words are those of the published schema's pattern for `colour`, matched without case. The matcher keeps sets of
/// positions instead of going back, so its time is linear in the text.
public enum ColorPattern {
    /// Whether the whole text is a color.
    public static func matches(_ text: String) -> Bool {
        let lowered = text.unicodeScalars.map { scalar in
            ("A"..."Z").contains(scalar) ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar
        }
        return ColorText(lowered[...]).isColor || isGradient(lowered[...])
    }

    private static func isGradient(_ text: ArraySlice<Unicode.Scalar>) -> Bool {
        var rest = text
        _ = rest.drop("repeating-")
        guard rest.drop("linear") || rest.drop("conic") || rest.drop("radial"), rest.drop("-gradient("),
            rest.last == ")"
        else { return false }
        let stops = split(rest.dropLast())
        return stops.count > 1 && ColorText(stops[0]).isGradientStart
            && stops.dropFirst().allSatisfy { ColorText($0).isGradientStop }
    }

    /// The parts between commas outside of parentheses.
    private static func split(_ text: ArraySlice<Unicode.Scalar>) -> [ArraySlice<Unicode.Scalar>] {
        var parts: [ArraySlice<Unicode.Scalar>] = []
        var start = text.startIndex
        var depth = 0
        for (index, scalar) in zip(text.indices, text) {
            switch scalar {
            case "(": depth += 1
            case ")": depth -= 1
            case "," where depth == 0:
                parts.append(text[start..<index])
                start = index + 1
            default: break
            }
        }
        parts.append(text[start...])
        return parts
    }
}

extension ArraySlice<Unicode.Scalar> {
    /// Removes a prefix; answers whether it was there.
    fileprivate mutating func drop(_ prefix: String) -> Bool {
        guard starts(with: prefix.unicodeScalars) else { return false }
        removeFirst(prefix.unicodeScalars.count)
        return true
    }
}

/// A text with no comma outside of parentheses, in lower case.
private struct ColorText {
    /// Where a partial match may have got to: one flag per scalar and one for the end.
    struct Positions {
        var flags: [Bool]

        static func | (left: Positions, right: Positions) -> Positions {
            Positions(flags: zip(left.flags, right.flags).map { $0 || $1 })
        }
    }

    private let text: [Unicode.Scalar]

    init(_ text: ArraySlice<Unicode.Scalar>) { self.text = Array(text) }

    var isColor: Bool { reachesEnd(color(start)) }

    /// `red`, `45deg`, `red in oklch longer hue 20%`.
    var isGradientStart: Bool {
        let first = color(start) | literal("deg", after: some(Self.isNumber, after: start))
        let interpolated = first | interpolation(after: first)
        return reachesEnd(interpolated | percentage(after: interpolated))
    }

    /// `red`, ` red 50%`.
    var isGradientStop: Bool {
        let stop = color(start | some(Self.isSpace, after: start))
        return reachesEnd(stop | percentage(after: stop))
    }

    private var start: Positions { Positions(flags: [true] + Array(repeating: false, count: text.count)) }

    private func reachesEnd(_ positions: Positions) -> Bool { positions.flags[text.count] }

    private func color(_ from: Positions) -> Positions {
        let word = some({ Self.isSpace($0) || Self.isLetter($0) }, after: from)
        let name = some(
            { $0 == "-" || Self.isLetter($0) || Self.isNumber($0) },
            after: literal("var(--", after: from)
        )
        let rgb = literal("rgb", after: from)
        let opened = literal("(", after: rgb | literal("a", after: rgb))
        let channels = some({ $0 == "," || Self.isSpace($0) || Self.isNumber($0) }, after: opened)
        let hex = some(Self.isHexDigit, after: literal("#", after: from))
        return word | literal(")", after: name | channels) | hex
    }

    private func interpolation(after from: Positions) -> Positions {
        let space = some(Self.isSpace, after: literal("in", after: some(Self.isSpace, after: from)))
        let name = some({ $0 == "-" || Self.isLetter($0) }, after: space)
        let gap = some(Self.isSpace, after: name)
        let direction =
            literal("shorter", after: gap) | literal("longer", after: gap) | literal("increasing", after: gap)
            | literal("decreasing", after: gap)
        return name | literal("hue", after: some(Self.isSpace, after: direction))
    }

    private func percentage(after from: Positions) -> Positions {
        let gap = some(Self.isSpace, after: from)
        let one = single(Self.isNumber, after: gap)
        let two = single(Self.isNumber, after: one)
        let three = single(Self.isNumber, after: two)
        return literal("%", after: one | two | three) | literal("0", after: gap)
    }

    private func single(_ isMember: (Unicode.Scalar) -> Bool, after from: Positions) -> Positions {
        var result = Array(repeating: false, count: text.count + 1)
        for index in text.indices where from.flags[index] && isMember(text[index]) { result[index + 1] = true }
        return Positions(flags: result)
    }

    private func some(_ isMember: (Unicode.Scalar) -> Bool, after from: Positions) -> Positions {
        var result = Array(repeating: false, count: text.count + 1)
        for index in text.indices where (from.flags[index] || result[index]) && isMember(text[index]) {
            result[index + 1] = true
        }
        return Positions(flags: result)
    }

    private func literal(_ word: String, after from: Positions) -> Positions {
        word.unicodeScalars.reduce(from) { positions, scalar in single({ $0 == scalar }, after: positions) }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { ("a"..."z").contains(scalar) }

    private static func isNumber(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .decimalNumber
    }

    private static func isHexDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."f").contains(scalar) || ("0"..."9").contains(scalar)
    }
}
