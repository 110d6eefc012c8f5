import StoatModels
import Testing

@testable import StoatCore

private let role = "01FD58YK5W7QRV5H3D64KTQYX3"
private let other = "01FD58YK5W7QRV5H3D64KTQYX4"
private let now = Timestamp(milliseconds: 1_700_000_000_000)

@Suite("Mentions that a message may make")
struct MentionPlanTests {
    private func access(
        age: Duration = .seconds(86_400 * 30),
        rights: Permissions = .grantAllSafe,
        isDiscoverable: Bool = false,
        isBot: Bool = false
    ) -> ChannelAccess {
        let id = UserID(ULID(at: now.advanced(by: .zero - age)).description)
        let user = User(id: id, username: "ann", discriminator: "0001", botOwner: isBot ? "O" : nil)
        var server = Server(id: "S", owner: "OWNER", name: "s", channels: ["C"])
        server.isDiscoverable = isDiscoverable
        server.defaultPermissions = Int64(bitPattern: rights.rawValue)
        server.roles = [Role(id: RoleID(role), ["name": "r", "permissions": ["a": 0, "d": 0]])]
        return ChannelAccess(
            user: user,
            channel: Channel(id: "C", kind: .text(Channel.ServerChannel(server: "S", name: "c"))),
            server: server,
            member: Member(id: Member.ID(server: "S", user: id)),
            now: now
        )
    }

    private func plan(
        _ content: String?,
        flags: MessageFlags = [],
        _ access: ChannelAccess,
        massMentions: Bool = true
    ) throws -> MentionPlan {
        var settings = Settings()
        settings.features.massMentionsEnabled = massMentions
        return try MentionPlan(content: content, flags: flags, access: access, settings: settings, now: now)
    }

    @Test("content and flags set the stored flags")
    func flags() throws {
        #expect(try plan("hi", access()).flags == [])
        #expect(try plan("@everyone", access()).flags == .mentionsEveryone)
        #expect(try plan("@online", access()).flags == .mentionsOnline)
        #expect(try plan("@online @everyone", flags: .suppressNotifications, access()).flags.rawValue == 14)
        #expect(try plan(nil, flags: .mentionsEveryone, access(isBot: true)).flags == .mentionsEveryone)
        #expect(try plan("x", flags: MessageFlags(rawValue: 1), access()).flags == [])
    }

    @Test("roles that the server lacks are passed over before rights are asked for")
    func roles() throws {
        let rights: Permissions = [.viewChannel, .sendMessage]
        #expect(try plan("<%\(role)>", access()).roles == [RoleID(role)])
        #expect(try plan("<%\(other)>", access(rights: rights)).roles == [])
    }

    @Test(
        "mass mentions need their rights, everyone first",
        arguments: [
            ("@everyone", [.viewChannel], "MentionEveryone"), ("@online", [.viewChannel], "MentionEveryone"),
            ("<%\(role)>", [.viewChannel], "MentionRoles"),
            ("<%\(role)> @everyone", [.viewChannel, .mentionRoles], "MentionEveryone"),
            ("<%\(role)> @everyone", [.viewChannel, .mentionEveryone], "MentionRoles"),
            ("<%\(role)> @everyone", [.viewChannel, .mentionEveryone, .mentionRoles], nil),
            ("<@\(other)>", [.viewChannel], nil),
        ] as [(String, Permissions, String?)]
    )
    func rights(content: String, rights: Permissions, missing: String?) throws {
        do {
            _ = try plan(content, access(rights: rights))
            #expect(missing == nil)
        } catch let error as APIError {
            #expect(missing.map { .missingPermission($0) } == error.kind)
        }
    }

    @Test("switched off, mass mentions are dropped without a word")
    func switchedOff() throws {
        let plan = try plan("@everyone <%\(role)> <@\(other)>", access(rights: [.viewChannel]), massMentions: false)
        #expect(plan.flags == [])
        #expect(plan.roles == [])
        #expect(plan.users == [UserID(other)])
    }

    @Test("young accounts mention nobody in discoverable servers")
    func young() throws {
        let content = "@everyone <%\(role)> <@\(other)>"
        let young = try plan(
            content,
            access(age: .seconds(12 * 3600 - 60), rights: [.viewChannel], isDiscoverable: true)
        )
        #expect(young.flags == [] && young.roles == [] && young.users == [] && !young.isAllowed)
        let old = try plan(content, access(age: .seconds(12 * 3600), isDiscoverable: true))
        #expect(old.flags == .mentionsEveryone && old.isAllowed)
        #expect(try plan(content, access(age: .seconds(60))).flags == .mentionsEveryone)
    }

    @Test("outside of servers everyone and roles are plain text")
    func direct() throws {
        let user = User(id: "A", username: "ann", discriminator: "0001")
        let group = Channel(id: "C", kind: .group(Channel.Group(name: "g", owner: "B", recipients: ["A", "B"])))
        let plan = try plan("@everyone <%\(role)> <@\(other)>", ChannelAccess(user: user, channel: group, now: now))
        #expect(plan.flags == [] && plan.roles == [] && plan.users == [UserID(other)])
    }
}
