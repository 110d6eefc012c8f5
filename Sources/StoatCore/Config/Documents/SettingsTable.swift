/// Every key there is, as declared by ``Settings``.
public struct SettingsTable: Sendable {
    /// The keys in order.
    public let keys: [SettingKey]
    /// The tables in order.
    public let tables: [SettingTable]

    /// The one table.
    public static let shared: SettingsTable = {
        let reader = SettingsReader(ConfigNode(value: .table([:]), source: .default))
        var settings = Settings()
        settings.bind(reader.top)
        return SettingsTable(keys: reader.keys, tables: reader.tables)
    }()

    /// The paths of all tables that hold keys, in order.
    var sections: [String] {
        var seen: [String] = []
        for key in keys where !seen.contains(key.table) { seen.append(key.table) }
        return seen
    }

    func summary(of table: String) -> String? { tables.first { $0.path == table }?.summary }
}
