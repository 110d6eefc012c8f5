import StoatModels
import StoatStorage

/// A change of some fields of a document, told twice: to the store and to clients.
struct PartialChange<Field: RawRepresentable<String>> {
    /// What the store is to do.
    private(set) var update = Update()
    /// The new values as clients see them.
    private(set) var data = Object()
    /// What is gone.
    private(set) var cleared: [Field] = []
    private let prefix: String

    /// A change of nothing yet, of a document or of a part of it.
    ///
    /// - Parameter part: where the part is stored in its document; clients see its fields without that.
    init(of part: String? = nil) { self.prefix = part.map { $0 + "." } ?? "" }

    /// Whether nothing changes.
    var isEmpty: Bool { update.isEmpty }

    /// Gives a field a new value that is stored and sent alike.
    mutating func set(_ path: String, _ value: Value) { set(path, stored: value, sent: value) }

    /// Gives a field a new value; nothing where there is none.
    mutating func set(_ path: String, text: String?) {
        if let text { set(path, .string(text)) }
    }

    /// Gives a field a new value; nothing where there is none.
    mutating func set(_ path: String, flag: Bool?) {
        if let flag { set(path, .bool(flag)) }
    }

    /// Gives a field an embedded file, whose stored form says more than the one that clients see.
    mutating func set(_ path: String, file: File?) {
        if let file { set(path, stored: .object(file.object(.stored)), sent: .object(file.object(.wire))) }
    }

    /// Gives a field a new value.
    mutating func set(_ path: String, stored: Value, sent: Value) {
        update.add(prefix + path, .set(stored))
        data[path] = sent
    }

    /// Removes a field, unless it got a new value: then that wins.
    mutating func clear(_ path: String, _ field: Field) {
        guard data[path] == nil, !cleared.contains(where: { $0.rawValue == field.rawValue }) else { return }
        update.add(prefix + path, .unset)
        cleared.append(field)
    }
}
