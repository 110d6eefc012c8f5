import StoatMessaging
import StoatModels
import StoatStorage

@testable import StoatCore

extension TestAPI {
    /// A logged-in user, old enough not to be new.
    func user(_ name: String, isPrivileged: Bool = false, ageInHours: Int = 1000) async throws -> Caller {
        let id = UserID.new(at: Self.now.advanced(by: .seconds(-3600 * ageInHours)))
        var user = User(id: id, username: name, discriminator: "0001", now: Self.now)
        user.isPrivileged = isPrivileged
        let session = Session(
            id: .new(at: Self.now),
            user: id,
            token: "token-of-\(name)",
            name: "test",
            lastSeen: Self.now,
            origin: nil
        )
        try await core.store.write([.insert(.users, user.document), .insert(.sessions, session.document)])
        return Caller(user: user, token: session.token)
    }

    /// A bot with its token.
    func bot(_ name: String, of owner: Caller) async throws -> Caller {
        let id = UserID.new(at: Self.now)
        let user = User(id: id, username: name, discriminator: "0001", botOwner: owner.id, now: Self.now)
        let bot = Bot(id: id, owner: owner.id, token: "token-of-\(name)")
        try await core.store.write([.insert(.users, user.document), .insert(.bots, bot.document)])
        return Caller(user: user, token: bot.token)
    }

    /// Makes two users friends.
    func befriend(_ one: Caller, _ other: Caller) async throws {
        for (user, friend) in [(one.id, other.id), (other.id, one.id)] {
            try await core.store.updateOne(
                .users,
                where: .id(user),
                Update().adding("relations", .push([.object(Relation(id: friend, status: .friend).object)]))
            )
        }
        await core.documents.invalidate(.user(one.id), .user(other.id))
    }

    /// Changes a row behind the API's back.
    func change(_ collection: StoatStorage.Collection, _ filter: Filter, _ update: Update) async throws {
        try await core.store.updateOne(collection, where: filter, update)
        try await forget()
    }

    /// Drops every cached copy that a change made behind the API's back may have falsified.
    private func forget() async throws {
        let rows = try await core.store.find(
            [.users, .servers, .channels, .serverMembers].map { Query($0, fields: []) }
        )
        let members = try rows[3].map { try CacheKey.member(Member.ID($0.object("_id"))) }
        await core.cache.invalidate(
            try rows[0].map { .user(try $0.id("_id")) }
                + rows[1].flatMap { [.server(try $0.id("_id")), .memberCount(try $0.id("_id"))] }
                + rows[2].map { .channel(try $0.id("_id")) } + members
        )
    }

    /// How many documents match.
    func count(_ collection: StoatStorage.Collection, _ filter: Filter = .all) async throws -> Int {
        try await core.store.count(collection, where: filter)
    }
}
