/// Settings that read themselves, key by key.
///
/// `bind` is the one declaration of each key: name, type (of the property), default (its value so far), effect and
/// example. Reading, the example file and the documentation all come from running it.
protocol SettingsSection: Sendable {
    init()
    mutating func bind(_ section: SettingsReader.Section)
}

/// Fills settings from a tree of configured values and keeps a record of every key.
///
/// Used by one thread, once, at start.
final class SettingsReader {
    private let root: ConfigNode
    private(set) var keys: [SettingKey] = []
    private(set) var effective: [EffectiveSetting] = []
    private(set) var tables: [SettingTable] = []
    private(set) var problems: [ConfigProblem] = []
    private var known: Set<[String]> = []

    init(_ root: ConfigNode) { self.root = root }

    /// The whole configuration.
    var top: Section { Section(reader: self, path: [], shownPath: []) }

    /// Notes a problem with a key, with the place of its value.
    func report(_ severity: ConfigProblem.Severity, key: String, _ message: String) {
        let source = root[key.split(separator: ".").map(String.init)]?.source
        problems.append(ConfigProblem(severity, source, key: key, message))
    }

    /// Warns of every configured value that no key reads.
    func reportUnknown() { reportUnknown(root, []) }

    private func reportUnknown(_ node: ConfigNode, _ path: [String]) {
        guard case .table(let members) = node.value else { return }
        for (key, member) in members.sorted(by: { $0.key < $1.key }) {
            let inner = path + [key]
            if known.contains(inner) { continue }
            if case .table = member.value, known.contains(where: { $0.starts(with: inner) }) {
                reportUnknown(member, inner)
                continue
            }
            let name = inner.joined(separator: ".")
            let nearest = NearestName.of(name, among: keys.map(\.path)).map { "; did you mean \($0)?" } ?? ""
            problems.append(ConfigProblem(.warning, member.source, key: name, "unknown key\(nearest)"))
        }
    }

    /// One table of the configuration.
    struct Section {
        fileprivate let reader: SettingsReader
        fileprivate let path: [String]
        /// The path with `<name>` for names that the operator chose.
        fileprivate let shownPath: [String]

        private func inner(_ name: String, shown: String? = nil) -> Section {
            Section(reader: reader, path: path + [name], shownPath: shownPath + [shown ?? name])
        }

        /// Describes this table.
        func summary(_ text: String) {
            let path = shownPath.joined(separator: ".")
            if !reader.tables.contains(where: { $0.path == path }) {
                reader.tables.append(SettingTable(path: path, summary: text))
            }
        }

        /// A nested table.
        func table<T: SettingsSection>(_ name: String, _ target: inout T) {
            let section = inner(name)
            if let node = reader.root[section.path], case .table = node.value {
            } else if reader.root[section.path] != nil {
                reader.report(.error, key: section.path.joined(separator: "."), "expected a table")
                reader.known.insert(section.path)
            }
            target.bind(section)
        }

        /// A table of tables under names that the operator chooses.
        func tables<T: SettingsSection>(_ name: String, _ target: inout [String: T]) {
            let section = inner(name)
            reader.known.insert(section.path)
            // Declares the keys for the documentation.
            var sample = T()
            sample.bind(section.inner("<name>"))
            guard case .table(let members)? = reader.root[section.path]?.value else { return }
            for (key, member) in members.sorted(by: { $0.key < $1.key }) {
                guard case .table = member.value else {
                    reader.report(.error, key: (section.path + [key]).joined(separator: "."), "expected a table")
                    continue
                }
                var element = target[key] ?? T()
                element.bind(section.inner(key, shown: "<name>"))
                reader.reportUnknown(member, section.path + [key])
                target[key] = element
            }
        }

        /// A table of values under names that the operator chooses.
        func values<T: SettingValue>(_ name: String, _ target: inout [String: T], _ effect: String, example: T) {
            let section = inner(name)
            reader.known.insert(section.path)
            let unset: T? = nil
            section.declare("<name>", unset, effect, example: example, isSecret: false, isOurs: false)
            guard case .table(let members)? = reader.root[section.path]?.value else { return }
            for key in members.keys.sorted() {
                var value: T?
                section.read(key, &value, isSecret: false)
                if let value { target[key] = value }
            }
        }

        /// A key with a default.
        func key<T: SettingValue>(
            _ name: String,
            _ target: inout T,
            _ effect: String,
            example: T? = nil,
            isSecret: Bool = false,
            isOurs: Bool = false
        ) {
            let fallback = target
            declare(name, fallback, effect, example: example ?? fallback, isSecret: isSecret, isOurs: isOurs)
            var value: T? = fallback
            read(name, &value, isSecret: isSecret)
            target = value ?? fallback
        }

        /// A key that may be unset.
        func key<T: SettingValue>(
            _ name: String,
            _ target: inout T?,
            _ effect: String,
            example: T,
            isSecret: Bool = false,
            isOurs: Bool = false
        ) {
            declare(name, target, effect, example: example, isSecret: isSecret, isOurs: isOurs)
            read(name, &target, isSecret: isSecret)
        }

        /// A key that upstream accepts and nothing reads.
        func ignored(_ name: String, _ effect: String = "Accepted and ignored.") {
            var value: String?
            key(name, &value, effect, example: "")
        }

        private func read<T: SettingValue>(_ name: String, _ target: inout T?, isSecret: Bool) {
            let path = self.path + [name]
            let key = path.joined(separator: ".")
            reader.known.insert(path)
            let node = reader.root[path]
            if let node {
                if let value = T(node.value) {
                    target = value
                } else if case .string(let text) = node.value, let value = T(text: text) {
                    target = value
                    if case .file = node.source {
                        reader.report(.warning, key: key, "quoted value; \(T.typeName) expected")
                    }
                } else {
                    let found = node.value.describe(isSecret: isSecret)
                    reader.report(.error, key: key, "expected \(T.expectation), found \(found)")
                }
            }
            guard name != "<name>", !path.contains("<name>") else { return }
            reader.effective.append(
                EffectiveSetting(path: key, value: target?.toml, source: node?.source ?? .default, isSecret: isSecret)
            )
        }

        private func declare<T: SettingValue>(
            _ name: String,
            _ fallback: T?,
            _ effect: String,
            example: T,
            isSecret: Bool,
            isOurs: Bool
        ) {
            let path = (shownPath + [name]).joined(separator: ".")
            guard !reader.keys.contains(where: { $0.path == path }) else { return }
            reader.keys.append(
                SettingKey(
                    path: path,
                    type: T.typeName,
                    defaultValue: fallback?.toml,
                    effect: effect,
                    example: example.toml,
                    isSecret: isSecret,
                    isOurs: isOurs
                )
            )
        }
    }
}
