/// Finds `http` and `https` addresses in a line of text, from left to right.
///
/// An address begins with its scheme, which no letter, digit or `+-.` may precede unless it belongs to the scheme's name;
/// it ends before spaces, quotes, `|`, angle brackets, a bracket that closes none of its own, and before punctuation that
/// closes a sentence.
struct LinkFinder {
    private let text: [Unicode.Scalar]
    private var position = 0

    init(_ text: [Unicode.Scalar]) { self.text = text }

    /// The next address, cut at its fragment.
    mutating func next() -> String? {
        while let colon = nextScheme() {
            let start = schemeStart(before: colon)
            let end = end(from: colon + 3)
            position = max(end, colon + 3)
            guard let start, isWeb(text[start..<colon]) else { continue }
            let address = text[(colon + 3)..<end].prefix { $0 != "#" }
            guard hasHost(address) else { continue }
            var url = String.UnicodeScalarView(text[start..<(colon + 3)])
            url.append(contentsOf: address)
            return String(url)
        }
        return nil
    }

    /// The index of the colon of the next `://`.
    private func nextScheme() -> Int? {
        var index = position
        while index + 2 < text.count {
            if text[index] == ":", text[index + 1] == "/", text[index + 2] == "/" { return index }
            index += 1
        }
        return nil
    }

    /// Where the scheme before a colon starts, or `nil` where a digit runs into its name.
    private func schemeStart(before colon: Int) -> Int? {
        var first: Int?
        var digit: Int?
        var index = colon
        while index > position {
            index -= 1
            switch text[index] {
            case "a"..."z", "A"..."Z": first = index
            case "0"..."9": digit = index
            case "+", "-", ".": break
            default: index = position
            }
        }
        guard let first else { return nil }
        if let digit, digit < first { return nil }
        return first
    }

    private func isWeb(_ scheme: ArraySlice<Unicode.Scalar>) -> Bool {
        let name = String(String.UnicodeScalarView(scheme)).lowercased()
        return name == "http" || name == "https"
    }

    /// Behind the last character of an address whose part after `://` starts here.
    private func end(from start: Int) -> Int {
        var end = start
        var (round, square, curly) = (0, 0, 0)
        var isQuoted = false
        var index = start
        scan: while index < text.count {
            let scalar = text[index]
            index += 1
            switch scalar {
            case "|", "\"", "<", ">", "`": break scan
            case "(": round += 1
            case "[": square += 1
            case "{": curly += 1
            case ")":
                round -= 1
                if round < 0 { break scan }
                end = index
            case "]":
                square -= 1
                if square < 0 { break scan }
                end = index
            case "}":
                curly -= 1
                if curly < 0 { break scan }
                end = index
            case "'":
                // A single quote may end an address only where it closes one.
                isQuoted.toggle()
                if !isQuoted { end = index }
            case "?", "!", ".", ",", ":", ";", "*", "~", "\\": break
            default:
                if scalar.properties.isWhitespace || scalar.properties.generalCategory == .control { break scan }
                end = index
            }
        }
        return end
    }

    /// Whether something that can be a host follows `://`.
    private func hasHost(_ address: ArraySlice<Unicode.Scalar>) -> Bool {
        let authority = address.prefix { $0 != "/" && $0 != "?" && $0 != "\\" }
        let host = authority.lastIndex(of: "@").map { authority[($0 + 1)...] } ?? authority
        guard let first = host.first else { return false }
        return first == "[" || first.properties.isAlphabetic || first.properties.numericType != nil
            || !first.isASCII
    }
}
