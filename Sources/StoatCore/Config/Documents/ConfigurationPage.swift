extension SettingsTable {
    /// `docs/configuration.md`: how configuration is found, then every key.
    public func page() -> String {
        var lines = [Self.introduction]
        for section in sections {
            lines.append("\n## \(section.isEmpty ? "Top level" : "`[\(section)]`")\n")
            if let summary = summary(of: section) { lines.append("\(summary)\n") }
            lines.append("| Key | Type | Default | Effect | Example |")
            lines.append("|---|---|---|---|---|")
            for key in keys where key.table == section {
                let value = key.defaultValue.map(Self.code) ?? "unset"
                let name = key.isOurs ? "`\(key.name)` †" : "`\(key.name)`"
                lines.append("| \(name) | \(key.type) | \(value) | \(key.effect) | \(Self.code(key.example)) |")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func code(_ text: String) -> String {
        let short = text.count > 60 ? "\(text.prefix(24))…" : text
        return "`\(short)`"
    }

    private static let introduction = """
        # Configuration

        <!-- Generated from the settings' declarations: `scripts/write-config-docs`. -->

        Without any configuration a process keeps everything in itself: SQLite and files under `./data`, listening on
        127.0.0.1. `stoat config check [FILE]` prints what would be used, where each value comes from, and every problem.

        Sources, later ones overriding earlier ones key by key (arrays as a whole):

        1. defaults, and secrets that were made for this instance (`secrets.toml` in the data folder)
        2. from the working directory up to `/`: each folder's `Revolt.toml`, then its `Revolt.overrides.toml`; then
           `/Revolt.toml`. With `--config FILE` only that file and `FILE`'s own `….overrides.toml`
        3. environment variables `REVOLT__SECTION__KEY`, names in any case; lists as JSON or with commas;
           `REVOLT__SECTION__KEY_FILE` names a file that holds the value
        4. the short names below

        An unknown key is a warning that names the nearest known one. A value of the wrong type stops the start with
        file, line and key. Integers will do where numbers are expected.

        **Embedded or with servers.** `storage.driver` decides. Its default, `auto`, means MongoDB, Redis and RabbitMQ as
        soon as anything in `[database]`, `[rabbit]` or `[hosts]` is configured, and the embedded engines otherwise. To
        keep the embedded engines on a public address, set `storage.driver = "sqlite"`.

        Keys marked † are additions of this project; all others are upstream's.

        | Variable | Sets |
        |---|---|
        """ + "\n" + EnvironmentSource.shortNames.map { "| `\($0.name)` | `\($0.key)` |" }.joined(separator: "\n")
        + "\n| `HOST` (as `address:port`) | `bonfire.listen.host`, `bonfire.listen.port` |"
}
