import Foundation
import GRDB
import NIOCore
import StoatModels

/// Documents and `_id`s as they stand in tables.
///
/// A document is JSON whose moments are `{"$date": milliseconds}`. An `_id` keeps its order: text and integers are
/// themselves, anything composite is a blob of its JSON, which equals no text.
enum DocumentText {
    private static let dateKey = "$date"

    /// The JSON text of a document.
    ///
    /// - Throws: ``StorageError`` when a key holds a NUL character, which no engine stores.
    static func encode(_ document: Object) throws -> String {
        String(buffer: JSONWriter.encode(try storable(document)))
    }

    /// The document of a JSON text.
    static func decode(_ bytes: UnsafeRawBufferPointer) throws -> Object {
        guard case .object(let object) = try JSONParser.parse(bytes) else {
            throw StorageError(.failed, "a stored document is not an object")
        }
        return bytes.contains(dateKey.utf8) ? restored(object) : object
    }

    /// What stands in the `id` column, or what a filter compares with a value inside a document.
    static func key(_ value: Value) throws -> DatabaseValue {
        switch value {
        case .string(let text): text.databaseValue
        case .null: .null
        case .bool(let flag): flag.databaseValue
        case .int32(let number): Int64(number).databaseValue
        case .int(let number): number.databaseValue
        case .double(let number): number.databaseValue
        case .date, .array, .object: try json(value).databaseValue
        }
    }

    /// The `id` column of an `_id`.
    static func identifier(_ value: Value) throws -> DatabaseValue {
        switch value {
        case .date, .array, .object: Data(try json(value).utf8).databaseValue
        default: try key(value)
        }
    }

    /// The JSON text of a value, spelled as SQLite's `json_extract` answers it.
    static func json(_ value: Value) throws -> String {
        String(buffer: JSONWriter.encode(try storable(value)))
    }

    private static func storable(_ object: Object) throws -> Object {
        guard object.entries.contains(where: { needsRewriting($0.value) || $0.key.utf8.contains(0) }) else {
            return object
        }
        var copy = Object()
        copy.reserve(object.count)
        for entry in object.entries {
            guard !entry.key.utf8.contains(0) else { throw StorageError(.failed, "a key holds a NUL character") }
            copy.append(entry.key, try storable(entry.value))
        }
        return copy
    }

    private static func storable(_ value: Value) throws -> Value {
        switch value {
        case .date(let moment): .object([dateKey: .int(moment.milliseconds)])
        case .array(let elements): .array(try elements.map(storable))
        case .object(let object): .object(try storable(object))
        default: value
        }
    }

    private static func needsRewriting(_ value: Value) -> Bool {
        switch value {
        case .date: true
        case .array(let elements): elements.contains(where: needsRewriting)
        case .object(let object): object.entries.contains { needsRewriting($0.value) || $0.key.utf8.contains(0) }
        default: false
        }
    }

    private static func restored(_ object: Object) -> Object {
        var copy = object
        for entry in object.entries { copy[entry.key] = restored(entry.value) }
        return copy
    }

    private static func restored(_ value: Value) -> Value {
        switch value {
        case .array(let elements): return .array(elements.map(restored))
        case .object(let object):
            if object.count == 1, let milliseconds = object[dateKey]?.integer {
                return .date(Timestamp(milliseconds: milliseconds))
            }
            return .object(restored(object))
        default: return value
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes occur anywhere.
    fileprivate func contains(_ pattern: String.UTF8View) -> Bool {
        guard let first = pattern.first, var position = baseAddress else { return false }
        let end = position + count
        while let found = memchr(position, Int32(first), end - position) {
            let rest = UnsafeRawBufferPointer(start: found, count: end - UnsafeRawPointer(found))
            if rest.starts(with: pattern) { return true }
            position = UnsafeRawPointer(found) + 1
        }
        return false
    }
}
