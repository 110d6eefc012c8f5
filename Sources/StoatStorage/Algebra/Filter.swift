public import StoatModels

/// Which documents an operation means.
///
/// Paths are dotted (`_id.server`, `roles.01ABC.rank`). Conditions also look into arrays, at the end of the path and
/// on the way; paths that an index declares as single values are taken to hold no arrays.
///
/// The cases are what both engines can answer from an index or while scanning; nothing else is needed by the
/// repositories, and nothing is ever filtered in memory afterwards.
public indirect enum Filter: Sendable, Equatable {
    /// Every document.
    case all
    /// The value at the path equals this one, or an element of the array there does. `null` also matches an absent key.
    case equals(String, Value)
    /// The text at the path equals this one but for case and compatibility variants, as MongoDB's collation `en`,
    /// strength 2, has it; accents count.
    case equalsIgnoringCase(String, String)
    /// The value at the path differs from this one, or is absent.
    case notEquals(String, Value)
    /// The value at the path, or an element of the array there, is one of these. Empty: matches nothing.
    case isIn(String, [Value])
    /// The value at the path is none of these.
    case notIn(String, [Value])
    /// The value at the path, or an element of the array there, is of the same kind as the bound and lies on the stated
    /// side of it.
    case compare(String, Comparison, Value)
    /// The key exists (whatever its value, `null` included), or does not.
    case exists(String, Bool)
    /// The array at the path holds all of these.
    case containsAll(String, [Value])
    /// The text index of the collection matches these words.
    ///
    /// Any of the words may match; `"phrases"` must, `-excluded` words must not. At most one per query, on its own or in
    /// an ``and(_:)``. How words are cut and compared is the engine's: SQLite finds every part of a word in any script,
    /// MongoDB finds English word stems, and any part of a text in scripts without spaces.
    case text(String)
    /// All of these hold.
    case and([Filter])
    /// At least one of these holds.
    case or([Filter])

    /// The side of a bound.
    public enum Comparison: String, Sendable {
        case lessThan, atMost, greaterThan, atLeast
    }
}

extension Filter {
    /// The document with this `_id`.
    public static func id(_ id: some RawRepresentable<String>) -> Filter { .equals("_id", .string(id.rawValue)) }

    /// The value at the path is this identifier.
    public static func field(_ path: String, equals id: some RawRepresentable<String>) -> Filter {
        .equals(path, .string(id.rawValue))
    }

    /// The value at the path is one of these identifiers.
    public static func field<S: Sequence>(_ path: String, in ids: S) -> Filter
    where S.Element: RawRepresentable<String> {
        .isIn(path, ids.map { .string($0.rawValue) })
    }
}
