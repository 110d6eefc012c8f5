internal import Crypto
internal import Foundation

/// Secrets made for one embedded instance, once, and kept in its data folder with mode 0600.
public struct InstanceSecrets: Sendable {
    /// Base64 of 32 bytes.
    public let fileEncryptionKey: String
    /// A P-256 key as PEM, in base64 on one line.
    public let vapidPrivateKey: String
    /// The uncompressed point in URL-safe base64.
    public let vapidPublicKey: String

    /// The file that holds them.
    static func path(in folder: String) -> String { "\(folder)/secrets.toml" }

    /// Makes new secrets.
    public static func generate() -> InstanceSecrets {
        let key = SymmetricKey(size: .bits256)
        let pair = P256.Signing.PrivateKey()
        return InstanceSecrets(
            fileEncryptionKey: key.withUnsafeBytes { Data($0).base64EncodedString() },
            vapidPrivateKey: Data(pem(of: pair).utf8).base64EncodedString().replacing("=", with: ""),
            vapidPublicKey: pair.publicKey.x963Representation.base64EncodedString()
                .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        )
    }

    /// Fills the secrets that are not configured, making and keeping them if this instance has none yet.
    ///
    /// - Throws: ``ConfigProblem`` if the folder cannot be written.
    public static func complete(_ settings: inout Settings) throws(ConfigProblem) {
        let needsFileKey = settings.files.encryptionKey.isEmpty
        let needsPair = settings.pushd.vapid.privateKey.isEmpty
        guard settings.isEmbedded, needsFileKey || needsPair else { return }
        let secrets = generate()
        try secrets.write(to: settings.storage.dataDirectory, fileKey: needsFileKey, pair: needsPair)
        if needsFileKey { settings.files.encryptionKey = secrets.fileEncryptionKey }
        if needsPair {
            settings.pushd.vapid.privateKey = secrets.vapidPrivateKey
            settings.pushd.vapid.publicKey = secrets.vapidPublicKey
        }
    }

    private func write(to folder: String, fileKey: Bool, pair: Bool) throws(ConfigProblem) {
        let path = Self.path(in: folder)
        var lines = ["# Made for this instance. Losing the encryption key loses every uploaded file: keep a backup."]
        if fileKey { lines.append("files.encryption_key = \(fileEncryptionKey.toml)") }
        if pair {
            lines.append("pushd.vapid.private_key = \(vapidPrivateKey.toml)")
            lines.append("pushd.vapid.public_key = \(vapidPublicKey.toml)")
        }
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw ConfigProblem(.error, nil, key: "storage.data_directory", "cannot make the folder \(folder)")
        }
        // A file that exists already holds secrets that are configured elsewhere now; they stay in it.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            throw ConfigProblem(.error, nil, key: "storage.data_directory", "cannot write \(path): \(reason)")
        }
        defer { close(descriptor) }
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        guard Foundation.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            throw ConfigProblem(.error, nil, key: "storage.data_directory", "cannot write \(path)")
        }
    }

    /// The key in the form that existing tools read: SEC 1, headed `EC PRIVATE KEY`.
    private static func pem(of pair: P256.Signing.PrivateKey) -> String {
        // SEQUENCE { INTEGER 1, OCTET STRING key, [0] OID prime256v1, [1] BIT STRING point }
        var der: [UInt8] = [0x30, 0x77, 0x02, 0x01, 0x01, 0x04, 0x20]
        der += pair.rawRepresentation
        der += [0xA0, 0x0A, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x03, 0x01, 0x07, 0xA1, 0x44, 0x03, 0x42, 0x00]
        der += pair.publicKey.x963Representation
        let text = Data(der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN EC PRIVATE KEY-----\n\(text)\n-----END EC PRIVATE KEY-----\n"
    }
}
