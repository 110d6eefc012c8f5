import Foundation
import FoundationNetworking
import TestSupport
import Testing

/// An embedded instance of its own with one user, for tests of the file server that need a world of their own.
final class FilesInstance: Sendable {
    /// What a request was answered with.
    struct Answer: CustomStringConvertible {
        let status: Int
        let body: Data

        /// A member of a JSON object.
        subscript(_ key: String) -> String? {
            ((try? JSONSerialization.jsonObject(with: body)) as? [String: Any])?[key] as? String
        }

        /// `200`, or status and type of an error.
        var summary: String { status == 200 ? "200" : "\(status) \(self["type"] ?? "untyped")" }

        var description: String { "\(status) \(String(decoding: body.prefix(300), as: UTF8.self))" }
    }

    let folder: TemporaryFolder
    let process: ServerProcess
    private let api: Int
    private let files: Int
    private let token: String
    private let channel: String

    /// Starts an instance and signs a user up.
    ///
    /// - Parameters:
    ///   - configuration: lines beside those about ports, made for the instance's folder.
    ///   - mount: a script that is run in a mount namespace of the instance's own, in its folder, before it starts.
    init(mount: String? = nil, _ configuration: (_ folder: String) -> String) async throws {
        let folder = try TemporaryFolder("files")
        let (api, files) = (try FreePort.next(), try FreePort.next())
        let text = """
            api.listen.port = \(api)
            autumn.listen.port = \(files)
            operator.listen.port = 0
            api.rate_limits.exempt_addresses = ["127.0.0.0/8"]
            \(configuration(folder.path))
            """
        try text.write(toFile: folder.path + "/Revolt.toml", atomically: true, encoding: .utf8)
        let arguments = ["serve", "--config", "Revolt.toml", "--data", folder.path + "/data", "--only", "api,autumn"]
        let process = try StoatCommandLine.start(arguments, in: folder, behind: mount)
        try await process.waitUntilReady { await StoatCommandLine.status(port: api, "/ready") == 200 }
        let person = ["email": "a@b.example", "password": "correct horse battery"]
        _ = try await Self.call("POST", api, "/auth/account/create", json: person)
        let token = try #require(try await Self.call("POST", api, "/auth/session/login", json: person)["token"])
        _ = try await Self.call("POST", api, "/onboard/complete", json: ["username": "ann"], token: token)
        let user = try #require(try await Self.call("GET", api, "/users/@me", token: token)["_id"])
        let channel = try #require(try await Self.call("GET", api, "/users/\(user)/dm", token: token)["_id"])
        (self.folder, self.process, self.api, self.files) = (folder, process, api, files)
        (self.token, self.channel) = (token, channel)
    }

    /// Uploads a file.
    func upload(_ bytes: Data, as name: String = "a.bin", tag: String = "attachments") async throws -> Answer {
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\(name)\"\r\n\r\n"
        let body = Data(head.utf8) + bytes + Data("\r\n--x--\r\n".utf8)
        return try await Self.call(
            "POST",
            files,
            "/\(tag)",
            body: body,
            type: "multipart/form-data; boundary=x",
            token: token
        )
    }

    /// Sends a message with files.
    func use(_ files: [String]) async throws -> Answer {
        try await Self.call("POST", api, "/channels/\(channel)/messages", json: ["attachments": files], token: token)
    }

    /// The bytes of a file that is used.
    func read(_ id: String, as name: String = "a.bin") async throws -> Answer {
        try await Self.call("GET", files, "/attachments/\(id)/\(name)")
    }

    /// The files that it has stored.
    func audit(root: String = "") throws -> StoatFilesAudit {
        try StoatFilesAudit(
            configurations: [folder.path + "/Revolt.toml"],
            data: folder.path + "/data",
            root: root
        )
    }

    private static func call(
        _ method: String,
        _ port: Int,
        _ path: String,
        json: [String: any Sendable],
        token: String? = nil
    ) async throws -> Answer {
        let body = try JSONSerialization.data(withJSONObject: json)
        return try await call(method, port, path, body: body, type: "application/json", token: token)
    }

    private static func call(
        _ method: String,
        _ port: Int,
        _ path: String,
        body: Data? = nil,
        type: String? = nil,
        token: String? = nil
    ) async throws -> Answer {
        var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
        request.httpMethod = method
        request.httpBody = body
        request.setValue(type, forHTTPHeaderField: "Content-Type")
        request.setValue(token, forHTTPHeaderField: "X-Session-Token")
        let (data, response) = try await URLSession.shared.data(for: request)
        return Answer(status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: data)
    }
}

/// Bytes that no compression makes smaller, the same for the same seed.
func noise(_ count: Int, seed: UInt64) -> Data {
    var random = SeededRandom(seed: seed)
    var data = Data(capacity: count + 8)
    while data.count < count { withUnsafeBytes(of: random.next()) { data.append(contentsOf: $0) } }
    return data.prefix(count)
}
