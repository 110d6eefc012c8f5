import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /servers/create`: makes a server with one channel.
    ///
    /// - Throws: ``APIError``: `.isBot`; `.cantCreateServers`; `.failedValidation`; `.tooManyServers`.
    @Sendable func createServer(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        let body = try await request.decode(NewServer.self)
        guard !user.isBot else { throw APIError(.isBot) }
        let allowed = core.settings.features.limits.global.restrictServerCreation
        guard allowed.isEmpty || allowed.contains(user.id) else { throw APIError(.cantCreateServers) }
        let created = try await core.actions.createServer(body.draft(), by: user)
        return [
            "server": .object(created.server.wire(memberCount: created.memberCount)),
            "channels": .array(created.channels.map { .object($0.wire) }),
        ]
    }
}

/// Schema `DataCreateServer`.
///
/// Limits are checked by ``draft()``, after the caller is found to be a user.
private struct NewServer: JSONBody {
    let name: String
    let description: String?
    let isNSFW: Bool

    init(from body: BodyReader) throws {
        self.name = try body.string("name")
        self.description = try body.optionalString("description")
        self.isNSFW = try body.optionalBool("nsfw") ?? false
    }

    func draft() throws -> ServerDraft {
        var validation = Validation()
        validation.length(name, in: 1...32, field: "name")
        if let description { validation.length(description, in: 0...1024, field: "description") }
        try validation.check()
        return ServerDraft(name: name, description: description, isNSFW: isNSFW)
    }
}
