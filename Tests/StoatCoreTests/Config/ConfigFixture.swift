import Foundation

@testable import StoatCore

/// A folder tree of configuration files that is removed afterwards.
final class ConfigFolder {
    let path: String

    init(_ files: [String: String] = [:]) throws {
        path = FileManager.default.temporaryDirectory.path + "/stoat-config-\(UUID().uuidString)/"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files {
            let file = path + name
            let folder = (file as NSString).deletingLastPathComponent
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: true, encoding: .utf8)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Loads as a process started in `folder` would; the search ends at the top of this tree.
    func load(
        in folder: String = "",
        file: String? = nil,
        data: String? = nil,
        environment: [String: String] = [:]
    ) -> SettingsLoader.Result {
        var loader = SettingsLoader(
            file: file.map { path + $0 },
            dataDirectory: data,
            environment: environment,
            workingDirectory: path + folder
        )
        loader.root = path
        return loader.load()
    }
}

/// Loads the settings of a single file.
func load(_ text: String, environment: [String: String] = [:]) throws -> SettingsLoader.Result {
    try ConfigFolder(["Revolt.toml": text]).load(environment: environment)
}
