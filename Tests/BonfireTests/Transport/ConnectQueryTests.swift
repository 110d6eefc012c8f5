import Testing

@testable import Bonfire

@Suite("Connection query")
struct ConnectQueryTests {
    @Test(
        "format and token",
        arguments: [
            ("", WireFormat.json, nil), ("format=msgpack", .messagePack, nil), ("format=MSGPACK", .json, nil),
            ("format=json&format=msgpack", .messagePack, nil), ("version=1&format=json&token=abc", .json, "abc"),
            ("token=", .json, ""), ("token", .json, nil), ("token=a&token=b", .json, "b"), ("token=a=b=c", .json, "a"),
            ("t%6Fken=a%2Db%5F", .json, "a-b_"), ("token=%zz%4", .json, "%zz%4"), ("&&=&token=x&", .json, "x"),
            ("__user_settings_keys=x&unknown=1", .json, nil),
        ] as [(String, WireFormat, String?)]
    )
    func basics(query: String, format: WireFormat, token: String?) {
        let parsed = ConnectQuery(query)
        #expect(parsed.format == format)
        #expect(parsed.token == token)
    }

    @Test("without a selector everything but settings and unreads is on")
    func standard() {
        let ready = ConnectQuery("token=x").ready
        #expect(ready.fields == [.users, .servers, .channels, .members, .emojis, .voiceStates, .policyChanges])
    }

    @Test(
        "selectors",
        arguments: [
            ("ready=", [], []), ("ready=nonsense", [], []), ("ready=users", [.users], []),
            ("ready=users&ready=channel_unreads", [.users, .channelUnreads], []),
            ("ready=user_settings", [.userSettings], []),
            ("ready=user_settings[ordering]&ready=user_settings[theme]", [.userSettings], ["ordering", "theme"]),
            ("ready=user_settings%5Bordering%5D", [.userSettings], ["ordering"]),
            ("ready=user_settings[a b]", [], []), ("ready=user_settings[", [], []), ("ready=users[x]", [], []),
        ] as [(String, Set<ReadySelection.Field>, [String])]
    )
    func selectors(query: String, fields: Set<ReadySelection.Field>, keys: [String]) {
        let ready = ConnectQuery(query).ready
        #expect(ready.fields == fields)
        #expect(ready.settingKeys == keys)
    }
}
