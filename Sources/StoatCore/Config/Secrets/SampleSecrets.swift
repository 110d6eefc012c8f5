/// Upstream's compiled-in secrets.
///
/// Everybody knows them.
///
/// They stay the defaults of instances that use servers, since existing files may be encrypted with them.
public enum SampleSecrets {
    static let fileEncryptionKey = "qcuMA+ssxhMyKaNAKBGFfryfFtUH8NDlamQyDwGW6fU="
    static let vapidPrivateKey =
        "LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVFSUJSUWpyTWxLRnBiVWhsUHpUbERvcEliYk1yeVNrNXpKYzVYVzIxSjJDS3h"
        + "vQW9HQ0NxR1NNNDkKQXdFSG9VUURRZ0FFWnkrQkg2TGJQZ2hEa3pEempXOG0rUXVPM3pCajRXT1phdkR6ZU00c0pqbmFwd1psTFE0WAp1ZDh2"
        + "TzVodU94QWhMQlU3WWRldVovWHlBdFpWZmNyQi9BPT0KLS0tLS1FTkQgRUMgUFJJVkFURSBLRVktLS0tLQo"
    static let vapidPublicKey =
        "BGcvgR-i2z4IQ5Mw841vJvkLjt8wY-FjmWrw83jOLCY52qcGZS0OF7nfLzuYbjsQISwVO2HXrmf18gLWVX3Kwfw="

    /// The keys of these settings that hold a sample.
    public static func keys(in settings: Settings) -> [String] {
        var keys: [String] = []
        if settings.files.encryptionKey == fileEncryptionKey { keys.append("files.encryption_key") }
        if settings.pushd.vapid.privateKey == vapidPrivateKey { keys.append("pushd.vapid.private_key") }
        return keys
    }

    /// Whether an instance may start with the secrets it has.
    ///
    /// - Throws: ``ConfigProblem`` for an empty instance in production; one with data is warned, since its files may be
    ///   encrypted with them.
    /// - Returns: What to warn of, if anything.
    public static func check(_ settings: Settings, isEmpty: Bool) throws(ConfigProblem) -> String? {
        let keys = keys(in: settings).joined(separator: ", ")
        guard !keys.isEmpty else { return nil }
        guard settings.production || !settings.isLocal else { return nil }
        if settings.production, isEmpty {
            throw ConfigProblem(.error, nil, "a new instance in production needs secrets of its own: set \(keys)")
        }
        return "Publicly known secrets are in use: \(keys)"
    }
}

extension Settings {
    /// Whether the web client is for this machine or a developer's only.
    var isLocal: Bool { ["localhost", "127.0.0.1", "local.revolt.chat", "[::1]"].contains { hosts.app.contains($0) } }
}
