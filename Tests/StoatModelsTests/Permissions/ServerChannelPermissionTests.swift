import StoatModels
import Testing

/// `servers-and-permissions` §8.2, row by row.
@Suite("Server channel permissions")
struct ServerChannelPermissionTests {
    static let base: UInt64 = 77_014_766_592

    static let early: [PermissionExample] = [
        PermissionExample(
            number: 14,
            base: 7_340_032,
            roles: [.init(rank: 0, allow: 671_088_640, deny: 2_097_152)],
            channelDefault: (0, 4_194_304),
            channelRoles: [.init(rank: 0, allow: 0, deny: 536_870_912)],
            expected: 135_266_304
        ),
        PermissionExample(number: 15, base: base, isTimedOut: true, expected: 3_145_728),
        PermissionExample(
            number: 16,
            base: 1_048_576,
            roles: [.init(rank: 0, allow: 4_194_304, deny: 0)],
            channelDefault: (0, 4_194_304),
            expected: 5_242_880
        ),
        PermissionExample(number: 17, base: 4_000_322_560, channelDefault: (0, 1_048_576), expected: 0),
        PermissionExample(
            number: 18,
            base: 4_000_322_560,
            roles: [.init(rank: 1, allow: 545_270_208, deny: 0)],
            channelDefault: (0, 1_048_576),
            channelRoles: [.init(rank: 1, allow: 1_048_576, deny: 0)],
            expected: 4_008_721_856
        ),
        PermissionExample(
            number: 19,
            base: 4_000_322_560,
            roles: [.init(rank: 1, allow: 545_270_208, deny: 0)],
            channelDefault: (0, 1_048_576),
            expected: 0
        ),
        PermissionExample(
            number: 20,
            base: 4_000_322_560,
            roles: [.init(rank: 1, allow: 545_270_208, deny: 0)],
            channelDefault: (0, 1_048_576),
            channelRoles: [.init(rank: 1, allow: 1_048_576, deny: 0)],
            isTimedOut: true,
            expected: 3_145_728
        ),
        PermissionExample(
            number: 21,
            base: base,
            channelDefault: (0, 1_048_576),
            isTimedOut: true,
            expected: 0
        ),
        PermissionExample(
            number: 22,
            base: base,
            channelDefault: (0, 2_097_152),
            isTimedOut: true,
            expected: 1_048_576
        ),
    ]

    static let late: [PermissionExample] = [
        PermissionExample(
            number: 23,
            base: base,
            channelRoles: [.init(rank: 2, allow: 0, deny: 4_194_304), .init(rank: 0, allow: 4_194_304, deny: 0)],
            expected: base
        ),
        PermissionExample(
            number: 24,
            base: base,
            channelRoles: [.init(rank: 2, allow: 4_194_304, deny: 0), .init(rank: 0, allow: 0, deny: 4_194_304)],
            expected: 77_010_572_288
        ),
        PermissionExample(
            number: 25,
            base: base,
            roles: [.init(rank: 0, allow: 8_388_608, deny: 0), .init(rank: 5, allow: 0, deny: 0)],
            channelRoles: [.init(rank: 5, allow: 0, deny: 8_388_608)],
            expected: base
        ),
        PermissionExample(
            number: 26,
            base: base,
            channelRoles: [.init(rank: 0, allow: 2_147_483_648, deny: 0)],
            canPublish: false,
            expected: 70_572_315_648
        ),
        PermissionExample(
            number: 27,
            base: base,
            channelDefault: (0, 4_503_599_627_370_495),
            viewer: .owner,
            expected: 4_503_599_627_370_495
        ),
        PermissionExample(
            number: 28,
            base: base,
            channelDefault: (0, 4_503_599_626_321_919),
            expected: 1_048_576
        ),
        PermissionExample(
            number: 29,
            base: base,
            channelDefault: (0, 4_194_304),
            channelRoles: [.init(rank: 0, allow: 12_582_912, deny: 0)],
            expected: 77_023_155_200
        ),
    ]

    @Test("agree with the worked examples", arguments: early + late)
    func agree(example: PermissionExample) {
        let value = ServerPermissions.of(
            example.user,
            in: example.channel,
            server: example.server,
            member: example.member,
            now: PermissionExample.now
        )
        #expect(value.rawValue == example.expected)
    }

    @Test("Example 30: overrides of roles not held or deleted count for nothing", arguments: [true, false])
    func foreignRole(isDeleted: Bool) {
        let example = PermissionExample(
            number: 30,
            base: Self.base,
            channelRoles: [.init(rank: 0, allow: 8_388_608, deny: 4_194_304)],
            expected: Self.base
        )
        var server = example.server
        var member = example.member
        if isDeleted { server.roles = [] } else { member?.roles = [] }
        let value = ServerPermissions.of(
            example.user,
            in: example.channel,
            server: server,
            member: member,
            now: PermissionExample.now
        )
        #expect(value.rawValue == Self.base)
    }

    @Test("Strangers have none, administrators all")
    func outsiders() {
        for (viewer, expected) in [(PermissionExample.Viewer.stranger, 0), (.privileged, 4_503_599_627_370_495)] {
            let example = PermissionExample(number: 0, base: Self.base, viewer: viewer, expected: UInt64(expected))
            let value = ServerPermissions.of(
                example.user,
                in: example.channel,
                server: example.server,
                member: example.member,
                now: PermissionExample.now
            )
            #expect(value.rawValue == example.expected)
        }
    }

    @Test("Of equal ranks the older role is applied last")
    func equalRanks() {
        var server = Server(id: "SERVER", owner: "OWNER", name: "server", channels: [])
        server.roles = [
            Role(id: "A", name: "older", permissions: PermissionOverride(allow: .sendMessage)),
            Role(id: "B", name: "newer", permissions: PermissionOverride(deny: .sendMessage)),
        ]
        var member = Member(id: Member.ID(server: "SERVER", user: "VIEWER"))
        member.roles = ["B", "A"]
        let user = User(id: "VIEWER", username: "viewer", discriminator: "0001")
        let value = ServerPermissions.of(user, in: server, member: member, now: PermissionExample.now)
        #expect(value.contains(.sendMessage))
    }

    @Test("Who is notified of a mass mention: the view bit before mutes and the view rule")
    func viewers() {
        let hidden = PermissionExample(number: 17, base: Self.base, channelDefault: (0, 1_048_576), expected: 0)
        let shown = PermissionExample(
            number: 18,
            base: Self.base,
            channelDefault: (0, 1_048_576),
            channelRoles: [.init(rank: 0, allow: 1_048_576, deny: 0)],
            isTimedOut: true,
            expected: 0
        )
        for (example, expected) in [(hidden, false), (shown, true)] {
            guard let member = example.member else { continue }
            let sees = ServerPermissions.canView(
                example.channel,
                server: example.server,
                member: member,
                isPrivileged: false,
                now: PermissionExample.now
            )
            #expect(sees == expected)
            #expect(
                ServerPermissions.canView(
                    example.channel,
                    server: example.server,
                    member: member,
                    isPrivileged: true,
                    now: PermissionExample.now
                )
            )
        }
    }
}
