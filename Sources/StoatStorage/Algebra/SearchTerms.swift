/// What a search text asks for, in the notation that clients know: words, `"phrases"` and `-excluded` words.
///
/// Any of the words may match; once there are phrases, all of them must. A text that only excludes finds nothing.
struct SearchTerms: Equatable {
    var words: [String] = []
    var phrases: [String] = []
    var excluded: [String] = []

    init(_ text: String) {
        var rest = text[...]
        while let start = rest.firstIndex(where: { !$0.isWhitespace }) {
            rest = rest[start...]
            let isExcluded = rest.first == "-" && rest.dropFirst().first.map { !$0.isWhitespace } == true
            if isExcluded { rest = rest.dropFirst() }
            let isPhrase = rest.first == "\""
            let term: Substring
            if isPhrase {
                rest = rest.dropFirst()
                term = rest.prefix { $0 != "\"" }
                rest = rest.dropFirst(term.count + 1)
            } else {
                term = rest.prefix { !$0.isWhitespace && $0 != "\"" }
                rest = rest.dropFirst(term.count)
            }
            guard !term.isEmpty else { continue }
            if isExcluded {
                excluded.append(String(term))
            } else if isPhrase {
                phrases.append(String(term))
            } else {
                words.append(String(term))
            }
        }
    }
}
