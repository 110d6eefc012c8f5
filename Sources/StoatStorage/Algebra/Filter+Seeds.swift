import StoatModels

extension Filter {
    /// The equalities that must hold, which an upsert writes into the document it adds.
    var equalities: [(path: String, value: Value)] {
        switch self {
        case .equals(let path, let value): [(path, value)]
        case .equalsIgnoringCase(let path, let text): [(path, .string(text))]
        case .and(let filters): filters.flatMap(\.equalities)
        default: []
        }
    }

    /// The `_id` that every match has, where the filter names one.
    var requiredID: Value? { equalities.first { $0.path == "_id" }?.value }

    /// The words of a text search anywhere in the filter.
    var searchText: String? {
        switch self {
        case .text(let words): words
        case .and(let filters), .or(let filters): filters.lazy.compactMap(\.searchText).first
        default: nil
        }
    }

    /// Whether any part compares text without case.
    var ignoresCase: Bool {
        switch self {
        case .equalsIgnoringCase: true
        case .and(let filters), .or(let filters): filters.contains(where: \.ignoresCase)
        default: false
        }
    }
}

extension Update {
    /// The document that an upsert adds when nothing matched: the filter's equalities, then the changes.
    ///
    /// An `_id` that neither names is a new ULID.
    func newDocument(for filter: Filter) throws(UpdateMismatch) -> Object {
        var document = Object()
        for (path, value) in filter.equalities {
            try Update().set(path, value).apply(to: &document, isInsert: true)
        }
        try apply(to: &document, isInsert: true)
        if document["_id"] == nil { document["_id"] = .string(ULID().description) }
        guard document.entries.first?.key != "_id" else { return document }
        var ordered = Object()
        ordered.reserve(document.count)
        for entry in document.entries where entry.key == "_id" { ordered.append(entry.key, entry.value) }
        for entry in document.entries where entry.key != "_id" { ordered.append(entry.key, entry.value) }
        return ordered
    }
}
