import Foundation
import TestSupport
import Testing

@Suite("Starting and stopping", .tags(.live), .timeLimit(.minutes(4)))
struct LaunchTests {
    /// A folder with a configuration that takes free ports only.
    private func folder(_ configuration: String = "") throws -> (folder: TemporaryFolder, api: Int) {
        let folder = try TemporaryFolder("launch")
        let api = try FreePort.next()
        let text = """
            api.listen.port = \(api)
            bonfire.listen.port = \(try FreePort.next())
            operator.listen.port = \(try FreePort.next())
            \(configuration)
            autumn.listen.port = \(try FreePort.next())
            january.listen.port = 0
            gifbox.listen.port = 0
            """
        try text.write(toFile: folder.path + "/Revolt.toml", atomically: true, encoding: .utf8)
        return (folder, api)
    }

    @Test("answers within a moment, and stops when asked to", arguments: [SIGTERM, SIGINT])
    func lifecycle(signal: Int32) async throws {
        let (folder, api) = try folder()
        let process = try StoatCommandLine.start(["serve", "--config", "Revolt.toml"], in: folder)
        try await process.waitUntilReady { await StoatCommandLine.status(port: api, "/ready") == 200 }
        process.signal(signal)
        try await eventually("the process has ended", within: .seconds(10)) { !process.isRunning }
        #expect(process.exitCode == 0)
        #expect(process.log.contains("Stopped"))
        let secrets = try FileManager.default.attributesOfItem(atPath: folder.path + "/data/secrets.toml")
        #expect(secrets[.posixPermissions] as? Int == 0o600)
    }

    @Test("runs the services that are chosen, each on its own too")
    func only() async throws {
        let (folder, api) = try folder()
        let process = try StoatCommandLine.start(
            ["serve", "--config", "Revolt.toml", "--data", "here", "--only", "api"],
            in: folder
        )
        try await process.waitUntilReady { await StoatCommandLine.status(port: api, "/health") == 200 }
        await process.terminate()
        #expect(FileManager.default.fileExists(atPath: folder.path + "/here/secrets.toml"))
        #expect(!process.log.contains("service=bonfire"))
    }

    @Test(
        "ends in one line when it cannot start",
        arguments: [
            ("rabbit.port = \"x\"", 78, "Revolt.toml:4: error: rabbit.port: expected an integer, found text \"x\""),
            ("= 5", 78, "Revolt.toml:4: error: "),
            (
                "database.mongodb = \"mongodb://user:hidden@127.0.0.1:1/?serverSelectionTimeoutMS=300\"", 1,
                "stoat: cannot open mongodb at 127.0.0.1:1: "
            ),
            ("api.listen.host = \"192.0.2.1\"", 1, "stoat: api cannot listen on 192.0.2.1:"),
            ("storage.data_directory = \"/proc/none\"", 1, "stoat: cannot make the data folder /proc/none"),
        ] as [(String, Int32, String)]
    )
    func failures(configuration: String, exitCode: Int32, line: String) async throws {
        let (folder, _) = try folder(configuration)
        let outcome = try await StoatCommandLine.run(["serve", "--config", "Revolt.toml"], in: folder)
        #expect(outcome.exitCode == exitCode)
        #expect(outcome.lines.count == 1, "\(outcome.output)")
        #expect(outcome.output.hasPrefix(line), "\(outcome.output)")
        #expect(!outcome.output.contains("hidden"))
    }

    @Test("says which port is taken, and which data folder is in use")
    func taken() async throws {
        let (folder, api) = try folder()
        let process = try StoatCommandLine.start(["serve", "--config", "Revolt.toml"], in: folder)
        try await process.waitUntilReady { await StoatCommandLine.status(port: api, "/health") == 200 }
        let port = try await StoatCommandLine.run(["serve", "--config", "Revolt.toml", "--data", "other"], in: folder)
        #expect(port.exitCode == 1)
        #expect(port.output == "stoat: api cannot listen on 127.0.0.1:\(api): address already in use\n")
        let data = try await StoatCommandLine.run(
            program: "stoat-api",
            ["--config", "Revolt.toml"],
            environment: ["API_PORT": "0"],
            in: folder
        )
        #expect(data.exitCode == 1)
        #expect(data.output.hasPrefix("stoat-api: another process uses the data folder"))
        await process.terminate()
    }

    @Test("explains its configuration without telling secrets")
    func check() async throws {
        let (folder, _) = try folder("[rabbit]\npassword = \"hidden\"\nprot = 1")
        let outcome = try await StoatCommandLine.run(["config", "check", "Revolt.toml"], in: folder)
        #expect(outcome.exitCode == 0)
        #expect(outcome.output.contains("storage: mongodb, messaging: remote"))
        #expect(outcome.output.contains("rabbit.password = ********  # Revolt.toml:5"))
        #expect(outcome.output.contains("Revolt.toml:6: warning: rabbit.prot: unknown key; did you mean rabbit.port?"))
        #expect(!outcome.output.contains("hidden"))
        let broken = try await StoatCommandLine.run(["config", "check", "none.toml"], in: folder)
        #expect(broken.exitCode == 78)
    }

    @Test("has help and a version", arguments: ["stoat", "stoat-api", "stoat-bonfire"])
    func help(program: String) async throws {
        let folder = try TemporaryFolder("launch")
        let help = try await StoatCommandLine.run(program: program, ["--help"], in: folder)
        #expect(help.exitCode == 0)
        #expect(help.output.contains("USAGE: \(program)"))
        let version = try await StoatCommandLine.run(program: program, ["--version"], in: folder)
        #expect(version.output.first?.isNumber == true)
    }
}
