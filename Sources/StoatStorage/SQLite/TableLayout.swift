import StoatModels

/// How a collection is laid out in SQLite: one table of `seq`, `id` and `doc`, expression indexes on parts of `doc`, and for
/// array elements and text a table each that triggers keep up to date.
struct TableLayout {
    let collection: Collection

    init(_ collection: Collection) { self.collection = collection }

    /// The quoted table name.
    var table: String { Self.quoted(collection.name) }

    /// The paths that are declared as keys of single values; they compare without a look for arrays.
    var scalarPaths: Set<String> {
        var paths: Set<String> = []
        for index in collection.indexes {
            if case .keys(let keys) = index.kind { paths.formUnion(keys) }
        }
        return paths
    }

    /// The table that holds the elements of the array at a path, if one is declared.
    func elementTable(of path: String) -> String? {
        let isDeclared = collection.indexes.contains { $0.kind == .elements(path) }
        return isDeclared ? Self.quoted("\(collection.name).\(path)") : nil
    }

    /// The full-text table and the path that scopes it, if a text index is declared.
    var textTable: (name: String, scope: String)? {
        for index in collection.indexes {
            if case .text(let path, let scope) = index.kind {
                return (Self.quoted("\(collection.name).\(path).text"), scope)
            }
        }
        return nil
    }

    /// One thing to create, found again by its name and replaced when its definition has changed.
    struct Item {
        let name: String
        let kind: String
        let sql: String
        /// Fills it from rows that exist already.
        var filling: String?
        var isOptional = false
    }

    /// Everything to create, in order.
    ///
    /// `seq` is declared because other tables refer to it: SQLite may renumber rows that have no declared number.
    var items: [Item] {
        var items = [
            Item(
                name: collection.name,
                kind: "table",
                sql: "CREATE TABLE \(table)(seq INTEGER PRIMARY KEY, id NOT NULL UNIQUE, doc TEXT NOT NULL)"
            )
        ]
        for index in collection.indexes {
            switch index.kind {
            case .keys(let paths): items.append(keyIndex(index, paths))
            case .expiry(let path):
                items.append(item(index, on: [SQLPath(path).appending("$date").extraction(from: "doc")]))
            case .elements(let path): items += elementItems(path)
            case .text(let path, let scope): items += textItems(path, scope: scope)
            }
        }
        return items
    }

    private func keyIndex(_ index: Index, _ paths: [String]) -> Item {
        let expressions = paths.map { path in
            if path == "_id" { return "id" }
            let value = SQLPath(path).extraction(from: "doc")
            return index.ignoresCase ? "\(CaseFolding.functionName)(\(value))" : value
        }
        return item(index, on: expressions)
    }

    private func item(_ index: Index, on expressions: [String]) -> Item {
        let name = "\(collection.name).\(index.name)"
        let unique = index.isUnique ? "UNIQUE " : ""
        let sql = "CREATE \(unique)INDEX \(Self.quoted(name)) ON \(table)(\(expressions.joined(separator: ", ")))"
        return Item(name: name, kind: "index", sql: sql, isOptional: index.isOptional)
    }

    private func elementItems(_ path: String) -> [Item] {
        let name = "\(collection.name).\(path)"
        let side = Self.quoted(name)
        let steps = SQLPath(path).literal
        func add(_ row: String) -> String {
            """
            INSERT OR IGNORE INTO \(side) SELECT value, \(row).seq FROM json_each(\(row).doc, \(steps)) \
            WHERE atom IS NOT NULL
            """
        }
        let remove = """
            DELETE FROM \(side) WHERE owner = old.seq AND value IN (SELECT value FROM json_each(old.doc, \(steps)))
            """
        let hasChanged = "json_extract(old.doc, \(steps)) IS NOT json_extract(new.doc, \(steps))"
        return [
            Item(
                name: name,
                kind: "table",
                sql:
                    "CREATE TABLE \(side)(value NOT NULL, owner INTEGER NOT NULL, PRIMARY KEY(value, owner)) WITHOUT ROWID",
                filling: """
                    INSERT OR IGNORE INTO \(side) SELECT e.value, t.seq FROM \(table) t, json_each(t.doc, \(steps)) e \
                    WHERE e.atom IS NOT NULL
                    """
            ),
            trigger("\(name).insert", "AFTER INSERT", add("new")),
            trigger("\(name).delete", "AFTER DELETE", remove),
            trigger("\(name).update", "AFTER UPDATE", when: hasChanged, "\(remove); \(add("new"))"),
        ]
    }

    private func textItems(_ path: String, scope: String) -> [Item] {
        let name = "\(collection.name).\(path).text"
        let text = Self.quoted(name)
        let (content, scopePath) = (SQLPath(path), SQLPath(scope))
        func columns(_ row: String) -> String {
            "\(content.extraction(from: "\(row).doc")), char(1) || \(scopePath.extraction(from: "\(row).doc"))"
        }
        func holdsText(_ row: String) -> String { "\(content.type(from: "\(row).doc")) IS 'text'" }
        let hasChanged = """
            (\(content.extraction(from: "old.doc")) IS NOT \(content.extraction(from: "new.doc")) OR \
            \(scopePath.extraction(from: "old.doc")) IS NOT \(scopePath.extraction(from: "new.doc")))
            """
        func add(_ guardTerm: String) -> String {
            "INSERT INTO \(text)(rowid, content, scope) SELECT new.seq, \(columns("new")) WHERE \(guardTerm)"
        }
        func remove(_ guardTerm: String) -> String {
            """
            INSERT INTO \(text)(\(text), rowid, content, scope) SELECT 'delete', old.seq, \(columns("old")) \
            WHERE \(guardTerm)
            """
        }
        return [
            Item(
                name: name,
                kind: "table",
                sql: """
                    CREATE VIRTUAL TABLE \(text) USING fts5(content, scope, content='', \
                    tokenize='\(NGramTokenizer.name)')
                    """,
                filling: """
                    INSERT INTO \(text)(rowid, content, scope) SELECT t.seq, \(columns("t")) FROM \(table) t \
                    WHERE \(holdsText("t"))
                    """
            ),
            trigger("\(name).insert", "AFTER INSERT", when: holdsText("new"), add("1")),
            trigger("\(name).delete", "AFTER DELETE", when: holdsText("old"), remove("1")),
            // In this order: an entry that is removed must be the one that was added before.
            trigger(
                "\(name).update",
                "AFTER UPDATE",
                when: hasChanged,
                "\(remove(holdsText("old"))); \(add(holdsText("new")))"
            ),
        ]
    }

    private func trigger(_ name: String, _ event: String, when condition: String? = nil, _ body: String) -> Item {
        let guarded = condition.map { " WHEN \($0)" } ?? ""
        let sql = "CREATE TRIGGER \(Self.quoted(name)) \(event) ON \(table)\(guarded) BEGIN \(body); END"
        return Item(name: name, kind: "trigger", sql: sql)
    }

    static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
