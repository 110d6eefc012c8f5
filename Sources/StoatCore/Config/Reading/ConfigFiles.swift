internal import Foundation

/// Which configuration files are read, in which order.
struct ConfigFiles {
    /// Where the search starts.
    let workingDirectory: String
    /// A file named on the command line, which is then the only one besides its overrides.
    let explicit: String?
    /// Where the search ends; tests end it early.
    let root: String

    /// The places to look, later ones overriding earlier ones.
    ///
    /// From the working directory up to the root, each folder's `Revolt.toml` and then its `Revolt.overrides.toml`;
    /// the root's own `Revolt.toml` counts last. That parents override children is upstream's order, kept so that an
    /// installation's effective settings do not change.
    func candidates(_ name: String = "Revolt") -> [String] {
        if let explicit {
            let stem = explicit.hasSuffix(".toml") ? String(explicit.dropLast(5)) : explicit
            return [explicit, "\(stem).overrides.toml"]
        }
        return folders.flatMap { [$0 + "\(name).toml", $0 + "\(name).overrides.toml"] } + [root + "\(name).toml"]
    }

    /// Candidates of a single file name per folder.
    func candidates(file: String) -> [String] { folders.map { $0 + file } }

    private var folders: [String] {
        var folders: [String] = []
        var folder = workingDirectory.hasSuffix("/") ? workingDirectory : workingDirectory + "/"
        while folder.count > root.count, folder.hasPrefix(root) {
            folders.append(folder)
            folder = String(folder.dropLast().reversed().drop { $0 != "/" }.reversed())
        }
        return folders + [root]
    }
}
