extension SettingsTable {
    /// `Revolt.toml.example`: every key with its default and effect, all commented out.
    public func exampleFile() -> String {
        var lines = [
            "# Every key with its default. All keys are optional; remove the # of those you change.",
            "# Values may also come from environment variables: REVOLT__API__SMTP__HOST is api.smtp.host, and",
            "# REVOLT__API__SMTP__PASSWORD_FILE names a file that holds the value.",
            "# This file is generated: see docs/configuration.md.",
        ]
        for section in sections {
            if !section.isEmpty { lines.append("") }
            if let summary = summary(of: section) { lines += Self.wrap(summary, prefix: "# ") }
            if !section.isEmpty { lines.append("\(section.contains("<") ? "# " : "")[\(section)]") }
            for key in keys where key.table == section {
                lines.append("")
                lines += Self.wrap(key.effect, prefix: "# ")
                if let value = key.defaultValue {
                    if key.example != value { lines.append("# Example: \(key.example)") }
                    lines.append("# \(key.name) = \(value)")
                } else {
                    lines.append("# Unset by default.")
                    lines.append("# \(key.name) = \(key.example)")
                }
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Breaks text into lines of at most 100 characters.
    static func wrap(_ text: String, prefix: String) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if !line.isEmpty, prefix.count + line.count + 1 + word.count > 100 {
                lines.append(prefix + line)
                line = ""
            }
            line += line.isEmpty ? String(word) : " \(word)"
        }
        return line.isEmpty ? lines : lines + [prefix + line]
    }
}
