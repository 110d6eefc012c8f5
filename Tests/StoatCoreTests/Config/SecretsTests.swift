import Crypto
import Foundation
import Testing

@testable import StoatCore

@Suite("Secrets of an instance")
struct SecretsTests {
    @Test("are made once, and only for their owner to read")
    func generated() throws {
        let folder = try ConfigFolder()
        let data = folder.path + "data"
        var first = folder.load(data: data).settings
        #expect(first.files.encryptionKey.isEmpty)
        try InstanceSecrets.complete(&first)
        #expect(Data(base64Encoded: first.files.encryptionKey)?.count == 32)
        let mode = try FileManager.default.attributesOfItem(atPath: data + "/secrets.toml")[.posixPermissions] as? Int
        #expect(mode == 0o600)

        let result = folder.load(data: data)
        var second = result.settings
        #expect(result.problems.isEmpty)
        #expect(result.source(of: "files.encryption_key") == .generated)
        try InstanceSecrets.complete(&second)
        #expect(second.files.encryptionKey == first.files.encryptionKey)
        #expect(second.pushd.vapid.privateKey == first.pushd.vapid.privateKey)
    }

    @Test("give way to configured ones")
    func configured() throws {
        let key = Data(repeating: 7, count: 32).base64EncodedString()
        let folder = try ConfigFolder(["Revolt.toml": "files.encryption_key = \"\(key)\""])
        var settings = folder.load(data: folder.path + "data").settings
        try InstanceSecrets.complete(&settings)
        #expect(settings.files.encryptionKey == key)
        #expect(!settings.pushd.vapid.publicKey.isEmpty)
        #expect(folder.load(data: folder.path + "data").settings.files.encryptionKey == key)
    }

    @Test("that cannot be kept stop the start")
    func unwritable() throws {
        let folder = try ConfigFolder(["file": ""])
        var settings = folder.load(data: folder.path + "file/data").settings
        #expect(throws: ConfigProblem.self) { try InstanceSecrets.complete(&settings) }
    }

    @Test("pair a private with a public key, as the samples do")
    func pair() throws {
        let made = InstanceSecrets.generate()
        for (secret, point) in [
            (made.vapidPrivateKey, made.vapidPublicKey), (SampleSecrets.vapidPrivateKey, SampleSecrets.vapidPublicKey),
        ] {
            let padded = secret + String(repeating: "=", count: (4 - secret.count % 4) % 4)
            let pem = try #require(Data(base64Encoded: padded).map { String(decoding: $0, as: UTF8.self) })
            let key = try P256.Signing.PrivateKey(pemRepresentation: pem)
            let text = key.publicKey.x963Representation.base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_")
            #expect(text.replacing("=", with: "") == point.replacing("=", with: ""))
        }
    }

    @Test(
        "that everybody knows are refused by a new instance in production",
        arguments: [
            (true, true, true, false), (true, false, false, true), (false, true, false, true),
            (false, false, false, true),
        ]
    )
    func samples(isProduction: Bool, isEmpty: Bool, isRefused: Bool, isWarned: Bool) throws {
        let settings = try load("production = \(isProduction)\nhosts.app = \"https://chat.example.com\"").settings
        if isRefused {
            #expect(throws: ConfigProblem.self) { try SampleSecrets.check(settings, isEmpty: isEmpty) }
        } else {
            let warning = try SampleSecrets.check(settings, isEmpty: isEmpty)
            #expect((warning != nil) == isWarned)
        }
    }

    @Test("are never asked of an embedded instance")
    func embedded() throws {
        var settings = try ConfigFolder().load().settings
        settings.production = true
        #expect(try SampleSecrets.check(settings, isEmpty: true) == nil)
    }
}
