import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

@Suite("Making a group", .timeLimit(.minutes(3)))
struct CreateGroupTests {
    @Test("of friends tells each of them")
    func creates() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            try await api.befriend(ann, bea)
            try await api.befriend(ann, cal)
            let users = [bea.id, cal.id, bea.id, ann.id]
            let body: Object = ["name": "us", "description": "x", "users": .strings(users), "nsfw": true]
            let answer = try await api.call(.post, "/channels/create", as: ann, body)
            let id = try answer.ok().string("_id")
            #expect(
                answer.object == [
                    "channel_type": "Group", "_id": .string(id), "name": "us", "owner": .string(ann.id.rawValue),
                    "description": "x", "recipients": .strings([ann.id, bea.id, cal.id]), "nsfw": true,
                ]
            )
            #expect(api.events().summaries == ["ChannelCreate → users 3"])
            #expect(try await api.call(.get, "/channels/\(id)", as: cal).ok() == answer.object)
        }
    }

    @Test("refuses, in order")
    func refuses() async throws {
        try await TestAPI.run(.with { $0.features.limits.global.groupSize = 2 }) { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let bot = try await api.bot("robot", of: ann)
            try await api.befriend(ann, bea)
            try await api.befriend(ann, cal)
            let many = (0..<50).map { UserID("U\($0)") }
            let cases: [(Caller, Object, String)] = [
                (bot, [:], "422 FailedValidation"),
                (bot, ["name": ""], "400 IsBot"),
                (ann, ["name": ""], "400 FailedValidation"),
                (ann, ["name": "x", "icon": ""], "400 FailedValidation"),
                (ann, ["name": "x", "users": .strings(many)], "400 FailedValidation"),
                (ann, ["name": "x", "users": .strings([bea.id, cal.id, "stranger"])], "403 NotFriends"),
                (ann, ["name": "x", "icon": "nowhere", "users": .strings([bea.id, cal.id])], "403 GroupTooLarge(2)"),
                (ann, ["name": "x", "icon": "nowhere", "users": .strings([bea.id])], "404 NotFound"),
            ]
            for (caller, body, expected) in cases {
                let answer = try await api.call(.post, "/channels/create", as: caller, body)
                #expect(answer.summary == expected, "\(body)")
            }
            #expect(try await api.count(.channels) == 0)
        }
    }
}

@Suite("People of a group", .timeLimit(.minutes(3)))
struct GroupMemberTests {
    @Test("are listed to its members")
    func lists() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let group = try await api.group(of: ann, with: bea)
            let answer = try await api.call(.get, "/channels/\(group.id)/members", as: bea)
            answer.ok()
            #expect(Set(answer.objects.map { $0.optionalString("username") }) == ["ann", "bea"])
            #expect(answer.objects.allSatisfy { $0["relations"] == nil })
            let own = answer.objects.first { $0["username"] == "bea" }
            #expect(own?["relationship"] == "User")
            let stranger = try await api.call(.get, "/channels/\(group.id)/members", as: cal)
            #expect(stranger.summary == "403 MissingPermission(ViewChannel)")
            let server = try await api.server(of: ann)
            let other = try await api.call(.get, "/channels/\(server.channels[0])/members", as: ann)
            #expect(other.summary == "400 InvalidOperation")
        }
    }

    @Test("grow by friends of a member, who hear of it in order")
    func adds() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let group = try await api.group(of: ann, with: bea)
            try await api.befriend(bea, cal)
            try await api.call(.put, "/channels/\(group.id)/recipients/\(cal.id)", as: bea).ok(204)
            let events = api.events()
            #expect(
                events.summaries == [
                    "ChannelGroupJoin → recipients 3", "Message user_added → recipients 3", "ChannelCreate → users 1",
                ]
            )
            #expect(events[1].body[path: "system.by"] == .string(bea.id.rawValue))
            let channel = try await api.call(.get, "/channels/\(group.id)", as: cal)
            #expect(channel.ok()["recipients"] == .strings([ann.id, bea.id, cal.id]))
        }
    }

    @Test("are not added, in order")
    func refusesAdding() async throws {
        try await TestAPI.run(.with { $0.features.limits.global.groupSize = 2 }) { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let (dan, bot) = (try await api.user("dan"), try await api.bot("robot", of: ann))
            let group = try await api.group(of: ann, with: bea)
            let server = try await api.server(of: ann)
            try await api.befriend(ann, cal)
            let cases: [(Caller, ChannelID, UserID, String)] = [
                (bot, "x", cal.id, "400 IsBot"),
                (ann, "x", cal.id, "404 NotFound"),
                (cal, group.id, "x", "403 MissingPermission(InviteOthers)"),
                (ann, server.channels[0], "x", "400 InvalidOperation"),
                (ann, group.id, "x", "404 NotFound"),
                (ann, group.id, dan.id, "403 NotFriends"),
                (ann, group.id, bea.id, "409 AlreadyInGroup"),
                (ann, group.id, ann.id, "409 AlreadyInGroup"),
                (ann, group.id, cal.id, "403 GroupTooLarge(2)"),
            ]
            for (caller, channel, user, expected) in cases {
                let answer = try await api.call(.put, "/channels/\(channel)/recipients/\(user)", as: caller)
                #expect(answer.summary == expected)
            }
            #expect(api.events().isEmpty)
        }
    }

    @Test("are removed by its owner")
    func removes() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let group = try await api.group(of: ann, with: bea, cal)
            try await api.call(.delete, "/channels/\(group.id)/recipients/\(bea.id)", as: ann).ok(204)
            let events = api.events()
            #expect(events.summaries == ["ChannelGroupLeave → recipients 3", "Message user_remove → recipients 2"])
            let unread = try await api.count(.channelUnreads, .field("_id.user", equals: bea.id))
            #expect(unread == 0)
            let answer = try await api.call(.get, "/channels/\(group.id)", as: bea)
            #expect(answer.summary == "403 MissingPermission(ViewChannel)")
        }
    }

    @Test("are not removed, in order")
    func refusesRemoving() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let bot = try await api.bot("robot", of: ann)
            let group = try await api.group(of: ann, with: bea)
            let server = try await api.server(of: ann)
            let cases: [(Caller, ChannelID, UserID, String)] = [
                (bot, group.id, bea.id, "400 IsBot"),
                (ann, "x", bea.id, "404 NotFound"),
                (ann, server.channels[0], bea.id, "400 InvalidOperation"),
                (bea, group.id, "x", "403 MissingPermission(ManageChannel)"),
                (cal, group.id, bea.id, "403 MissingPermission(ManageChannel)"),
                (ann, group.id, "x", "404 NotFound"),
                (ann, group.id, ann.id, "400 CannotRemoveYourself"),
                (ann, group.id, cal.id, "404 NotInGroup"),
            ]
            for (caller, channel, user, expected) in cases {
                let answer = try await api.call(.delete, "/channels/\(channel)/recipients/\(user)", as: caller)
                #expect(answer.summary == expected)
            }
        }
    }
}

@Suite("Leaving and changing a group", .timeLimit(.minutes(3)))
struct LeaveGroupTests {
    @Test("Members leave", arguments: [false, true])
    func leaves(isSilent: Bool) async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let group = try await api.group(of: ann, with: bea)
            let path = "/channels/\(group.id)" + (isSilent ? "?leave_silently=true" : "")
            try await api.call(.delete, path, as: bea).ok(204)
            let leave = ["ChannelGroupLeave → recipients 2"]
            #expect(api.events().summaries == leave + (isSilent ? [] : ["Message user_left → recipients 1"]))
        }
    }

    @Test("An owner hands it to the next in the list")
    func ownerLeaves() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let group = try await api.group(of: ann, with: bea, cal)
            try await api.call(.delete, "/channels/\(group.id)?leave_silently=true", as: ann).ok(204)
            let events = api.events()
            #expect(
                events.summaries == [
                    "Message channel_ownership_changed → recipients 2", "ChannelUpdate → recipients 2",
                    "ChannelGroupLeave → recipients 3",
                ]
            )
            #expect(events[1].body["data"] == ["owner": .string(bea.id.rawValue)])
            let answer = try await api.call(.get, "/channels/\(group.id)", as: cal).ok()
            #expect(answer["owner"] == .string(bea.id.rawValue))
            #expect(answer["recipients"] == .strings([bea.id, cal.id]))
        }
    }

    @Test("The last one deletes it")
    func lastLeaves() async throws {
        try await TestAPI.run { api in
            let ann = try await api.user("ann")
            let group = try await api.group(of: ann)
            try await api.call(.post, "/channels/\(group.id)/invites", as: ann).ok()
            try await api.call(.delete, "/channels/\(group.id)", as: ann).ok(204)
            #expect(api.events().summaries == ["ChannelDelete → recipients 1"])
            #expect(try await api.count(.channels) == 0)
            #expect(try await api.count(.channelInvites) == 0)
        }
    }

    @Test("When all leave at once, nobody is left behind")
    func allLeave() async throws {
        try await TestAPI.run { api in
            var callers: [Caller] = []
            for name in ["ann", "bea", "cal", "dan", "eve"] { callers.append(try await api.user(name)) }
            for friend in callers.dropFirst() { try await api.befriend(callers[0], friend) }
            let body: Object = ["name": "us", "users": .strings(callers.map(\.id))]
            let id = try await api.call(.post, "/channels/create", as: callers[0], body).ok().string("_id")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for caller in callers {
                    group.addTask { try await api.call(.delete, "/channels/\(id)", as: caller).ok(204) }
                }
                try await group.waitForAll()
            }
            #expect(try await api.count(.channels) == 0)
        }
    }

    @Test("Changes are said in messages before the update")
    func edits() async throws {
        try await TestAPI.run { api in
            let (ann, bea) = (try await api.user("ann"), try await api.user("bea"))
            let group = try await api.group(of: ann, with: bea)
            try await api.upload("icon")
            let body: Object = [
                "name": "new", "description": "x", "icon": "icon", "owner": .string(bea.id.rawValue),
                "voice": [:], "slowmode": 5,
            ]
            let answer = try await api.call(.patch, "/channels/\(group.id)", as: ann, body)
            #expect(answer.ok()["owner"] == .string(bea.id.rawValue))
            #expect(answer.object["voice"] == nil)
            #expect(answer.object["slowmode"] == nil)
            #expect(
                api.events().summaries == [
                    "Message channel_ownership_changed → recipients 2", "Message channel_renamed → recipients 2",
                    "Message channel_description_changed → recipients 2", "Message channel_icon_changed → recipients 2",
                    "ChannelUpdate → recipients 2",
                ]
            )
            let removal: Object = ["remove": ["Description", "Slowmode"]]
            let removed = try await api.call(.patch, "/channels/\(group.id)", as: ann, removal)
            #expect(removed.ok()["description"] == nil)
            let events = api.events()
            #expect(events.summaries == ["ChannelUpdate → recipients 2"])
            #expect(events[0].body["clear"] == ["Description"])
        }
    }

    @Test("A new owner must be a member, named by the owner")
    func transfers() async throws {
        try await TestAPI.run { api in
            let (ann, bea, cal) = (try await api.user("ann"), try await api.user("bea"), try await api.user("cal"))
            let group = try await api.group(of: ann, with: bea)
            let path = "/channels/\(group.id)"
            let byMember = try await api.call(.patch, path, as: bea, ["owner": .string(bea.id.rawValue)])
            #expect(byMember.summary == "403 NotOwner")
            let toStranger = try await api.call(.patch, path, as: ann, ["owner": .string(cal.id.rawValue)])
            #expect(toStranger.summary == "404 NotInGroup")
            let byStranger = try await api.call(.patch, path, as: cal, ["name": "x"])
            #expect(byStranger.summary == "403 MissingPermission(ManageChannel)")
        }
    }
}
