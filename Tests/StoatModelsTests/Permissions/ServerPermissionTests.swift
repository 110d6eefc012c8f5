import StoatModels
import Testing

/// `servers-and-permissions` §8.1, row by row.
@Suite("Server permissions")
struct ServerPermissionTests {
    static let base: UInt64 = 77_014_766_592

    static let examples: [PermissionExample] = [
        PermissionExample(number: 1, base: base, expected: base),
        PermissionExample(number: 2, base: base, viewer: .owner, expected: 4_503_599_627_370_495),
        PermissionExample(number: 2, base: base, viewer: .privileged, expected: 4_503_599_627_370_495),
        PermissionExample(number: 3, base: base, viewer: .stranger, expected: 0),
        PermissionExample(number: 3, base: base, viewer: .pendingDeletion, expected: 0),
        PermissionExample(
            number: 4,
            base: 4_000_322_560,
            roles: [.init(rank: 1, allow: 545_270_208, deny: 0)],
            expected: 4_008_721_856
        ),
        PermissionExample(
            number: 5,
            base: base,
            roles: [.init(rank: 0, allow: 545_270_208, deny: 0)],
            isTimedOut: true,
            expected: 3_145_728
        ),
        PermissionExample(number: 6, base: base, canPublish: false, expected: 70_572_315_648),
        PermissionExample(number: 7, base: base, canReceive: false, expected: 8_295_289_856),
        PermissionExample(
            number: 8,
            base: base,
            canPublish: false,
            canReceive: false,
            expected: 1_852_838_912
        ),
        PermissionExample(
            number: 9,
            base: base,
            roles: [.init(rank: 1, allow: 8_388_608, deny: 0), .init(rank: 0, allow: 0, deny: 8_388_608)],
            expected: base
        ),
        PermissionExample(
            number: 10,
            base: base,
            roles: [.init(rank: 1, allow: 0, deny: 4_194_304), .init(rank: 0, allow: 4_194_304, deny: 0)],
            expected: base
        ),
        PermissionExample(
            number: 11,
            base: base,
            roles: [.init(rank: 0, allow: 4_194_304, deny: 4_194_304)],
            expected: 77_010_572_288
        ),
        PermissionExample(
            number: 12,
            base: base,
            roles: [.init(rank: 0, allow: 0, deny: 1_048_576)],
            expected: 77_013_718_016
        ),
        PermissionExample(
            number: 13,
            base: base,
            roles: [.init(rank: 0, allow: 4_503_599_627_370_495, deny: 0)],
            expected: 4_503_599_627_370_495
        ),
    ]

    @Test("agree with the worked examples", arguments: examples)
    func agree(example: PermissionExample) {
        let value = ServerPermissions.of(
            example.user,
            in: example.server,
            member: example.member,
            now: PermissionExample.now
        )
        #expect(value.rawValue == example.expected)
    }

    @Test("A timeout that ends now is over")
    func timeoutEnd() {
        let example = PermissionExample(number: 1, base: Self.base, isTimedOut: true, expected: Self.base)
        let end = PermissionExample.now.advanced(by: .seconds(1))
        let value = ServerPermissions.of(example.user, in: example.server, member: example.member, now: end)
        #expect(value.rawValue == Self.base)
    }

    @Test("A member's roles that the server no longer has count for nothing")
    func deletedRole() {
        var server = PermissionExample(
            number: 13,
            base: Self.base,
            roles: [.init(rank: 0, allow: 1, deny: 0)],
            expected: 0
        ).server
        var member = Member(id: Member.ID(server: "SERVER", user: "VIEWER"))
        member.roles = server.roles.map(\.id)
        server.roles = []
        let user = User(id: "VIEWER", username: "viewer", discriminator: "0001")
        #expect(
            ServerPermissions.of(user, in: server, member: member, now: PermissionExample.now).rawValue == Self.base
        )
    }

    @Test("The named sets have their documented values")
    func namedSets() {
        #expect(Permissions.viewOnly.rawValue == 3_145_728)
        #expect(Permissions.standard.rawValue == 76_477_890_560)
        #expect(Permissions.directMessage.rawValue == 77_283_196_929)
        #expect(Permissions.serverDefault.rawValue == 77_014_766_592)
        #expect(Permissions.grantAllSafe.rawValue == 4_503_599_627_370_495)
        #expect(Permissions.webhook.rawValue == 876_609_536)
    }

    /// Every named bit, by position.
    static let bits: [(Int, String)] = [
        (0, "ManageChannel"), (1, "ManageServer"), (2, "ManagePermissions"), (3, "ManageRole"),
        (4, "ManageCustomisation"), (6, "KickMembers"), (7, "BanMembers"), (8, "TimeoutMembers"), (9, "AssignRoles"),
        (10, "ChangeNickname"), (11, "ManageNicknames"), (12, "ChangeAvatar"), (13, "RemoveAvatars"),
        (20, "ViewChannel"), (21, "ReadMessageHistory"), (22, "SendMessage"), (23, "ManageMessages"),
        (24, "ManageWebhooks"), (25, "InviteOthers"), (26, "SendEmbeds"), (27, "UploadFiles"), (28, "Masquerade"),
        (29, "React"), (30, "Connect"), (31, "Speak"), (32, "Video"), (33, "MuteMembers"), (34, "DeafenMembers"),
        (35, "MoveMembers"), (36, "Listen"), (37, "MentionEveryone"), (38, "MentionRoles"), (39, "BypassSlowmode"),
        (40, "ViewAuditLogs"),
    ]

    @Test("Every bit has its name", arguments: bits)
    func names(bit: Int, name: String) { #expect(Permissions(rawValue: 1 << UInt64(bit)).name == name) }

    @Test("The named bits together have the documented value")
    func union() {
        let value = Self.bits.reduce(UInt64(0)) { $0 | 1 << UInt64($1.0) }
        #expect(value == 2_199_022_223_327)
    }
}
