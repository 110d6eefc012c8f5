internal import StoatModels

/// A change as events carry it: names of cleared fields, then new values.
struct PartialUpdate {
    let data: Object
    let clear: [String]

    /// Reads `data` and `clear` of an event.
    init(_ body: Object) {
        self.data = body.optionalObject("data") ?? [:]
        self.clear = body["clear"]?.array?.compactMap(\.string) ?? []
    }

    /// The wire object after the change.
    func applied(to object: Object) -> Object {
        var object = object
        for name in clear { Self.remove(name, from: &object) }
        for entry in data { object[entry.key] = entry.value }
        return object
    }

    /// Whether any of these keys is set or cleared.
    func touches(_ keys: Set<String>) -> Bool {
        data.entries.contains { keys.contains($0.key) } || clear.contains { keys.contains(Self.key(of: $0)) }
    }

    private static func remove(_ name: String, from object: inout Object) {
        switch name {
        case "StatusText", "StatusPresence":
            guard var status = object["status"]?.object else { return }
            status[name == "StatusText" ? "text" : "presence"] = nil
            object["status"] = .object(status)
        default: object[key(of: name)] = nil
        }
    }

    /// The key that a field name stands for: `SystemMessages` is `system_messages`.
    static func key(of name: String) -> String {
        var key = ""
        for character in name {
            if character.isUppercase, !key.isEmpty { key.append("_") }
            key.append(contentsOf: character.lowercased())
        }
        return key
    }
}
