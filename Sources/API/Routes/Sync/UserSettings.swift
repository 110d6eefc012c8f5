import Hummingbird
import StoatCore
import StoatModels

/// Which settings are wanted (schema `OptionsFetchSettings`).
struct SettingsQuery: JSONBody {
    let keys: [String]

    init(from body: BodyReader) throws {
        guard let keys = try body.optionalStrings("keys") else { throw body.mismatch("keys", expected: "array") }
        self.keys = keys
    }
}

/// New texts of settings by key.
struct SettingsUpdate: JSONBody {
    let texts: [(key: String, text: String)]

    init(from body: BodyReader) throws {
        self.texts = try body.object.keys.map { ($0, try body.required($0, expected: "string", \.string)) }
    }
}

extension APIRoutes {
    /// `POST /sync/settings/fetch`: stored settings by key, all of them for an empty list.
    @Sendable func fetchUserSettings(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let keys = try await request.decode(SettingsQuery.self).keys
        return try await core.userSettings.fetch(of: user.id, keys: keys.isEmpty ? nil : keys)
    }

    /// `POST /sync/settings/set?timestamp=`: stores settings.
    @Sendable func storeUserSettings(_ request: Request, context: APIContext) async throws -> NoContent {
        let user = try context.requireUser()
        let moment = context.query.integer("timestamp", as: Int64.self).map(Timestamp.init(milliseconds:))
        let update = try await request.decode(SettingsUpdate.self)
        try await core.actions.storeUserSettings(update.texts, of: user.id, at: moment)
        return NoContent()
    }
}
