import Foundation
import TestSupport
import Testing

@Suite("Moving files", .tags(.live), .timeLimit(.minutes(5)))
struct FilesCommandTests {
    @Test("copies what the database names, verifies it, and goes on where it stopped")
    func copy() async throws {
        let folder = try TemporaryFolder("files-copy")
        let (api, files) = (try FreePort.next(), try FreePort.next())
        let text = """
            api.listen.port = \(api)
            autumn.listen.port = \(files)
            bonfire.listen.port = 0
            operator.listen.port = 0
            """
        try text.write(toFile: folder.path + "/Revolt.toml", atomically: true, encoding: .utf8)
        let server = try StoatCommandLine.start(
            ["serve", "--config", "Revolt.toml", "--data", "data", "--only", "api,bonfire,autumn"],
            in: folder
        )
        try await server.waitUntilReady { await StoatCommandLine.status(port: api, "/ready") == 200 }
        try await Self.upload(api: api, files: files)

        let command = [
            "files", "copy", "--config", "Revolt.toml", "--data", "data", "--from", "folder", "--to", "folder:copy",
        ]
        let first = try await StoatCommandLine.run(command, in: folder)
        #expect(first.exitCode == 0)
        #expect(first.output.contains("copied 3, there already 0, missing 0, broken 0"))
        let (old, new) = (Self.objects(folder.path + "/data/files"), Self.objects(folder.path + "/copy"))
        #expect(old.count == 3)
        #expect(old == new)

        // One is damaged, one lost on the way: both come again. One is gone from the source: that is said.
        let names = new.keys.sorted()
        try Data("other bytes".utf8).write(to: URL(fileURLWithPath: folder.path + "/copy/" + names[0]))
        try FileManager.default.removeItem(atPath: folder.path + "/copy/" + names[1])
        let second = try await StoatCommandLine.run(command, in: folder)
        #expect(second.exitCode == 0)
        #expect(second.output.contains("copied 2, there already 1, missing 0, broken 0"))
        #expect(Self.objects(folder.path + "/copy") == old)
        try FileManager.default.removeItem(atPath: folder.path + "/data/files/" + names[2])
        let third = try await StoatCommandLine.run(command, in: folder)
        #expect(third.exitCode == 1)
        #expect(third.output.contains("missing: revolt-uploads/"))

        // Nothing to mend here, but it looks at what nobody uses, and writes nothing.
        let repair = ["files", "repair", "--config", "Revolt.toml", "--data", "data"]
        for (arguments, words) in [(repair + ["--dry-run"], "to repair 0"), (repair, "repaired 0")] {
            let outcome = try await StoatCommandLine.run(arguments, in: folder)
            #expect(outcome.exitCode == 0)
            #expect(outcome.output.hasPrefix("\(words), without an owner "), "\(outcome.output)")
        }
        await server.terminate()
    }

    @Test("refuses places that are none", arguments: ["nowhere", "folder:"])
    func places(place: String) async throws {
        let folder = try TemporaryFolder("files-copy")
        let outcome = try await StoatCommandLine.run(["files", "copy", "--from", "folder", "--to", place], in: folder)
        #expect(outcome.exitCode == 64)
    }

    /// Uploads three files.
    private static func upload(api: Int, files: Int) async throws {
        let script = """
            import json, sys, urllib.request
            api, files = sys.argv[1:3]
            def call(path, body):
                request = urllib.request.Request(f"http://127.0.0.1:{api}{path}", json.dumps(body).encode(), method="POST")
                with urllib.request.urlopen(request) as answer:
                    return json.loads(answer.read() or b"null")
            person = {"email": "a@b.example", "password": "correct horse battery"}
            call("/auth/account/create", person)
            token = call("/auth/session/login", person)["token"]
            headers = {"X-Session-Token": token}
            request = urllib.request.Request(
                f"http://127.0.0.1:{api}/onboard/complete", b'{"username":"copier"}', headers, method="POST")
            urllib.request.urlopen(request).read()
            for number in range(3):
                body = (b'--x\\r\\nContent-Disposition: form-data; name="file"; filename="a.bin"\\r\\n\\r\\n'
                        + bytes([number]) * 100000 + b"\\r\\n--x--")
                headers["Content-Type"] = "multipart/form-data; boundary=x"
                urllib.request.urlopen(
                    urllib.request.Request(f"http://127.0.0.1:{files}/attachments", body, headers, method="POST")).read()
            """
        let folder = try TemporaryFolder("upload")
        let outcome = try await StoatCommandLine.python(script, ["\(api)", "\(files)"], in: folder)
        try #require(outcome.exitCode == 0, "\(outcome.output)")
    }

    /// The objects below a folder, by their paths.
    private static func objects(_ root: String) -> [String: Data] {
        var objects: [String: Data] = [:]
        for path in (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? [] {
            let name = path.split(separator: "/").last ?? ""
            if name.utf8.count == 64 { objects[path] = FileManager.default.contents(atPath: root + "/" + path) }
        }
        return objects
    }
}
