import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `POST /servers/:target/channels`: adds a channel to a server.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound`; `.missingPermission(ManageChannel)`;
    ///   `.tooManyChannels`.
    @Sendable func createServerChannel(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let body = try await request.decode(NewServerChannel.self)
        let access = try await core.permissions.load(server: context.parameters.require("target"), for: user)
        try access.require(.manageChannel)
        let properties = body.properties(in: access.server.id)
        return try await core.actions.createChannel(properties, in: access.server).wire
    }
}

/// Schema `DataCreateServerChannel`.
private struct NewServerChannel: JSONBody {
    /// Schema `LegacyServerChannelType`.
    ///
    /// Both make the same type of channel; calls are possible in `Voice`.
    enum Kind: String {
        case text = "Text"
        case voice = "Voice"
    }

    let kind: Kind
    let name: String
    let description: String?
    let isNSFW: Bool
    let voice: VoiceBody?

    init(from body: BodyReader) throws {
        self.kind = try body.optionalChoice("type") ?? .text
        self.name = try body.string("name", length: 1...32)
        self.description = try body.optionalString("description", length: 0...1024)
        self.isNSFW = try body.optionalBool("nsfw") ?? false
        self.voice = try body.optionalBody("voice")
    }

    func properties(in server: ServerID) -> Channel.ServerChannel {
        Channel.ServerChannel(
            server: server,
            name: name,
            description: description,
            isNSFW: isNSFW,
            voice: voice?.information ?? (kind == .voice ? Channel.VoiceInformation() : nil)
        )
    }
}

/// Schema `VoiceInformation`; 0 means no limit, as clients show it.
struct VoiceBody: JSONBody {
    let information: Channel.VoiceInformation

    init(from body: BodyReader) throws {
        let maxUsers = try body.optionalInteger("max_users", as: UInt64.self)
        self.information = Channel.VoiceInformation(maxUsers: maxUsers.map { Int64(clamping: $0) })
    }
}
