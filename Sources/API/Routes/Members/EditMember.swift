import Hummingbird
import StoatCore
import StoatModels

extension APIRoutes {
    /// `PATCH /servers/:target/members/:member`: changes a membership, one's own or another's.
    ///
    /// - Throws: ``APIError``: `.failedValidation`; `.notFound` for the server, the user and the membership; those of
    ///   ``MemberEditing``; then as the action.
    @Sendable func editMember(_ request: Request, context: APIContext) async throws -> Object {
        let user = try context.requireUser()
        try request.auditReason()
        let body = try await request.decode(MemberChanges.self)
        let server: ServerID = try context.parameters.require("target")
        let id = Member.ID(server: server, user: try context.parameters.require("member"))
        let access = try await core.permissions.load(server: server, for: user)
        guard let target = try await core.documents.user(id.user), let member = try await core.members.find(id) else {
            throw APIError(.notFound)
        }
        let editing = MemberEditing(access: access, target: target, member: member, now: core.clock())
        try editing.check(body.edit, movesInCall: body.movesInCall)
        return try await core.actions.editMember(member, body.edit, by: user.id).wire
    }
}

/// Schema `DataMemberEdit`.
private struct MemberChanges: JSONBody {
    let edit: MemberEdit
    /// The channel of a call to move to.
    let voiceChannel: ChannelID?

    /// Whether the member is to be put into another call, or out of one.
    var movesInCall: MemberEditing.CallMove? {
        switch (voiceChannel != nil, edit.remove.contains(.voiceChannel)) {
        case (true, true): .contradiction
        case (false, false): nil
        default: .move
        }
    }

    init(from body: BodyReader) throws {
        var edit = MemberEdit()
        edit.nickname = try body.optionalString("nickname", length: 1...32)
        edit.pronouns = try body.optionalString("pronouns", length: 1...24)
        edit.avatar = try body.optionalID("avatar")
        edit.roles = try body.optionalList("roles")
        edit.timeout = try body.optionalTimestamp("timeout")
        edit.canPublish = try body.optionalBool("can_publish")
        edit.canReceive = try body.optionalBool("can_receive")
        edit.remove = try body.optionalList("remove") ?? []
        self.edit = edit
        self.voiceChannel = try body.optionalID("voice_channel")
    }
}
