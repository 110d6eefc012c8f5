import StoatModels
import StoatStorage

/// Reads of single documents by id, merged into one query per collection and condition.
///
/// A page of messages names a hundred users and memberships: two queries instead of two hundred.
struct DocumentBatch {
    private var groups: [Group] = []
    /// For each request its group and how its document is told from the others of that group.
    private var places: [(group: Int, name: String?)] = []

    private struct Group {
        let collection: StoatStorage.Collection
        /// What must hold besides the id; `nil` for a request that is no look-up by id.
        let conditions: [Filter]?
        var ids: [Value] = []
        var filter: Filter

        var query: Query {
            guard ids.count > 1, let conditions else { return Query(collection, where: filter, limit: 1) }
            return Query(collection, where: .and([.isIn("_id", ids)] + conditions), limit: ids.count)
        }
    }

    /// Plans the reads of these requests.
    init(_ requests: [CachedDocuments.Request]) {
        for request in requests {
            guard let (id, name, conditions) = Self.lookUp(request.filter) else {
                places.append((groups.count, nil))
                groups.append(Group(collection: request.collection, conditions: nil, filter: request.filter))
                continue
            }
            let known = groups.firstIndex { $0.collection == request.collection && $0.conditions == conditions }
            let index = known ?? groups.count
            if known == nil {
                groups.append(
                    Group(collection: request.collection, conditions: conditions, filter: request.filter)
                )
            }
            groups[index].ids.append(id)
            places.append((index, name))
        }
    }

    /// What to ask the store, all in one hop.
    var queries: [Query] { groups.map(\.query) }

    /// The documents in the order of the requests, from the answers to ``queries``.
    func documents(from answers: [[Object]]) -> [Object?] {
        let named = answers.map { rows in
            Dictionary(
                rows.compactMap { row in row["_id"].flatMap(Self.name(of:)).map { ($0, row) } },
                uniquingKeysWith: { first, _ in first }
            )
        }
        return places.map { place in
            guard let name = place.name else { return answers[place.group].first }
            return named[place.group][name]
        }
    }

    /// Takes a filter apart that asks for one id, alone or before other conditions.
    private static func lookUp(_ filter: Filter) -> (id: Value, name: String, conditions: [Filter])? {
        let parts: [Filter] = if case .and(let parts) = filter { parts } else { [filter] }
        guard case .equals("_id", let id)? = parts.first, let name = name(of: id) else { return nil }
        return (id, name, Array(parts.dropFirst()))
    }

    /// A text that tells ids apart; `nil` for ids that are neither text nor an object of texts.
    private static func name(of id: Value) -> String? {
        switch id {
        case .string(let text): return text
        case .object(let object):
            var name = ""
            for entry in object {
                guard let text = entry.value.string else { return nil }
                name += entry.key + "\u{0}" + text + "\u{0}"
            }
            return name
        default: return nil
        }
    }
}
