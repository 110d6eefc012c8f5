public import StoatModels
import StoatStorage

/// What clients keep on the server for their user: texts by key, each with the time of its last change.
public struct UserSettingsRepository: Sendable {
    let store: any DocumentStore

    /// The stored settings among `keys`, or all of them when it is `nil`: key → `[milliseconds, text]`.
    public func fetch(of user: UserID, keys: [String]?) async throws -> Object {
        let query = Query(.userSettings, where: .id(user), limit: 1, fields: keys)
        var settings = try await store.find(query).first ?? [:]
        settings["_id"] = nil
        return settings
    }

    /// Stores settings of one moment, replacing older and newer ones alike.
    public func set(_ settings: Object, of user: UserID) async throws {
        var change = Update()
        for entry in settings { change.add(entry.key, .set(entry.value)) }
        try await store.updateOne(.userSettings, where: .id(user), change, upsert: true)
    }
}

extension Core {
    /// What clients keep on the server for their user.
    public var userSettings: UserSettingsRepository { UserSettingsRepository(store: store) }
}
