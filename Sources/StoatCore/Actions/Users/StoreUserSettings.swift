public import StoatModels

extension Actions {
    /// Stores settings of a user and tells the user's sessions.
    ///
    /// - Parameters:
    ///   - texts: the new text of each key.
    ///   - moment: when the client made the change; one in the future counts as now.
    /// - Throws: ``APIError`` `.failedValidation` for keys that cannot be stored, or too many settings.
    public func storeUserSettings(_ texts: [(key: String, text: String)], of user: UserID, at moment: Timestamp?)
        async throws
    {
        for (key, _) in texts { try Self.checkSettingKey(key) }
        guard !texts.isEmpty else { return }
        let now = core.clock()
        let time = Value.int((moment.flatMap { $0 > now ? nil : $0 } ?? now).milliseconds)
        var update = Object()
        for (key, text) in texts { update[key] = .array([time, .string(text)]) }
        try await checkRoom(for: update, of: user)
        try await core.userSettings.set(update, of: user)
        core.announce(.userSettingsUpdate(user, update: update))
    }

    private func checkRoom(for update: Object, of user: UserID) async throws {
        var settings = try await core.userSettings.fetch(of: user, keys: nil)
        for entry in update { settings[entry.key] = entry.value }
        guard settings.count <= Self.maxSettings else { throw APIError(.failedValidation("too many settings")) }
        let bytes = settings.reduce(0) { $0 + $1.key.utf8.count + ($1.value.array?.last?.string?.utf8.count ?? 0) }
        guard bytes <= Self.maxSettingsBytes else { throw APIError(.failedValidation("settings are too large")) }
    }

    private static func checkSettingKey(_ key: String) throws {
        guard (1...128).contains(key.utf8.count), key != "_id", key.first != "$", !key.contains("."),
            !key.contains("\0")
        else { throw APIError(.failedValidation("setting key cannot be stored")) }
    }

    /// Settings of one user; clients use about twenty.
    private static let maxSettings = 512
    /// Bytes of one user's settings; clients store whole themes.
    ///
    /// MongoDB would refuse 16 MiB.
    private static let maxSettingsBytes = 8 << 20
}
