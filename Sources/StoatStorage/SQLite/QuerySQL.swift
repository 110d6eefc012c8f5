import GRDB
import StoatModels

/// One SELECT over a collection's table.
struct QuerySQL {
    let sql: String
    let arguments: [DatabaseValue]

    /// Selects `columns` of the rows that match; `nil` when nothing can match.
    init?(
        _ columns: String,
        from layout: TableLayout,
        where filter: Filter,
        sort: [Query.Sort] = [],
        limit: Int? = nil,
        skip: Int = 0
    ) throws {
        var builder = FilterSQL(layout)
        var source = "\(layout.table) t"
        var match = ""
        if let words = filter.searchText {
            guard let text = layout.textTable else {
                throw StorageError(.failed, "no text index", collection: layout.collection.name)
            }
            guard let expression = Self.match(words, scope: filter.scope(text.scope)) else { return nil }
            // The full-text table comes first whatever the planner estimates: asking it row by row is never faster.
            source = "\(text.name) f CROSS JOIN \(layout.table) t ON t.seq = f.rowid"
            match = "f.\(text.name) MATCH \(builder.bind(expression.databaseValue)) AND "
        }
        let condition = try builder.condition(filter)
        var sql = "SELECT \(columns) FROM \(source) WHERE \(match)\(condition)"
        if !sort.isEmpty {
            let keys = try sort.map { key in
                if key == .relevance { return "f.rank" }
                return try builder.sortKey(key.path) + (key.isAscending ? "" : " DESC")
            }
            sql += " ORDER BY " + keys.joined(separator: ", ")
        }
        if limit != nil || skip > 0 {
            sql += " LIMIT \(builder.bind((limit ?? -1).databaseValue))"
            if skip > 0 { sql += " OFFSET \(builder.bind(skip.databaseValue))" }
        }
        self.sql = sql
        self.arguments = builder.arguments
    }

    /// The full-text expression for a search text, or `nil` when the text asks for nothing.
    static func match(_ text: String, scope: String?) -> String? {
        let terms = SearchTerms(text)
        let phrases = terms.phrases.compactMap(expression)
        let words = terms.words.compactMap(expression)
        let wanted = phrases.isEmpty ? words.joined(separator: " OR ") : phrases.joined(separator: " AND ")
        guard !wanted.isEmpty else { return nil }
        var match = "{content} : (\(wanted))"
        for excluded in terms.excluded.compactMap(expression) { match = "(\(match)) NOT ({content} : \(excluded))" }
        if let scope, !scope.contains("\"") {
            match = "({scope} : \"\(NGramTokenizer.scopeMark)\(scope)\") AND (\(match))"
        }
        return match
    }

    // All parts of a term that punctuation separates must match. Short parts are the beginning of a token.
    private static func expression(_ term: String) -> String? {
        let parts = NGramTokenizer.words(of: term).map { word in
            word.unicodeScalars.count < NGramTokenizer.length ? "\"\(word)\" *" : "\"\(word)\""
        }
        return parts.isEmpty ? nil : "(" + parts.joined(separator: " AND ") + ")"
    }
}

extension Filter {
    /// The one text that the path must equal, where the filter says so on its top level.
    fileprivate func scope(_ path: String) -> String? {
        equalities.first { $0.path == path }?.value.string
    }
}
