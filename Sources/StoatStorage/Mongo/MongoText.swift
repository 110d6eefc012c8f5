internal import StoatModels

/// Text search in MongoDB: its text index, and a scan where that finds nothing.
///
/// The index splits text at spaces, so it knows no words of Chinese, Japanese or Thai. A search for such words compares
/// the text itself instead, within the channel that the rest of the filter names.
enum MongoText {
    /// Whether the words are of a script that the text index cannot split.
    static func needsScan(_ words: String) -> Bool {
        words.unicodeScalars.contains { scalar in
            unsplitScripts.contains { $0.contains(scalar.value) }
        }
    }

    /// The condition for a search text.
    static func condition(_ words: String, path: String?) -> Object {
        guard let path, needsScan(words) else { return ["$text": ["$search": .string(words)]] }
        let terms = SearchTerms(words)
        func matches(_ term: String) -> Value {
            .object([path: ["$regex": .string(escaped(term)), "$options": "i"]])
        }
        let excluded = terms.excluded.map { term -> Value in
            .object([path: ["$not": ["$regex": .string(escaped(term)), "$options": "i"]]])
        }
        if !terms.phrases.isEmpty { return ["$and": .array(terms.phrases.map(matches) + excluded)] }
        guard !terms.words.isEmpty else { return ["_id": ["$in": []]] }
        return ["$and": .array([["$or": .array(terms.words.map(matches))]] + excluded)]
    }

    private static func escaped(_ term: String) -> String {
        var pattern = ""
        for scalar in term.unicodeScalars {
            if "\\^$.|?*+()[]{}#".unicodeScalars.contains(scalar) { pattern.append("\\") }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern
    }

    /// Thai, Lao, Tibetan, Myanmar, Khmer; Japanese syllables; Han characters.
    private static let unsplitScripts: [ClosedRange<UInt32>] = [
        0x0E00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
        0xF900...0xFAFF, 0x20000...0x3FFFF,
    ]
}

extension Collection {
    /// The path of the text index, if one is declared.
    var textPath: String? {
        for index in indexes {
            if case .text(let path, _) = index.kind { return path }
        }
        return nil
    }
}
