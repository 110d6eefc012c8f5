/// The part of a resource that a `Range` header asks for (RFC 9110 §14).
enum ByteRange: Equatable {
    /// The whole resource: there is no header, or one that is to be ignored.
    case whole
    case part(Range<Int64>)
    /// Nothing of the resource lies in the range.
    case unsatisfiable

    /// Reads a header's value for a resource of a size.
    ///
    /// Other units, several ranges and what cannot be understood are ignored, as the standard allows.
    init(_ header: String?, size: Int64) {
        self = header.map { Self.read($0, size) } ?? .whole
    }

    private static func read(_ header: String, _ size: Int64) -> ByteRange {
        let parts = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].filter({ $0 != " " }).lowercased() == "bytes" else { return .whole }
        let ends = parts[1].filter { $0 != " " && $0 != "\t" }
            .split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        switch (number(ends[0]), number(ends[1])) {
        case (.some(let first), .some(let last)):
            guard first <= last else { return .whole }
            return first < size ? .part(first..<(last < size ? last + 1 : size)) : .unsatisfiable
        case (.some(let first), nil) where ends[1].isEmpty:
            return first < size ? .part(first..<size) : .unsatisfiable
        case (nil, .some(let count)) where ends[0].isEmpty:
            return count > 0 && size > 0 ? .part(max(0, size - count)..<size) : .unsatisfiable
        default: return .whole
        }
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        // A position beyond any size is one beyond this one.
        return Int64(text) ?? .max
    }
}
