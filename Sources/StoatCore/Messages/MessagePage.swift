import Logging
import StoatMessaging
public import StoatModels
import StoatStorage

/// Messages as a listing answers them (schema `BulkMessageResponse`).
public struct MessagePage: Sendable {
    /// The messages as clients see them, in the order of the listing.
    public let messages: [Object]
    /// Who they are about, where that was asked for.
    public let people: People?

    /// The users of a page, and their memberships in a server channel.
    public struct People: Sendable {
        /// Wire objects.
        public let users: [Object]
        /// Wire objects; `nil` outside of servers.
        public let members: [Object]?
    }

    /// The messages alone, or an object of messages, users and members.
    public var wire: Value {
        let list: Value = .array(messages.map { .object($0) })
        guard let people else { return list }
        var object: Object = ["messages": list, "users": .array(people.users.map { .object($0) })]
        if let members = people.members { object.append("members", .array(members.map { .object($0) })) }
        return .object(object)
    }
}

extension Core {
    /// The messages of a listing: one hop to the store; with users one batch of cached documents more.
    public func messagePage(_ listing: MessageListing, with access: ChannelAccess, includingUsers: Bool) async throws
        -> MessagePage
    {
        let rows = try await messages.rows(of: listing, in: access.channel.id)
        let shown = rows.compactMap { row in
            do { return try Message.wire(row: row) } catch {
                logger.warning(
                    "Skipped an unreadable message",
                    metadata: ["id": "\(row["_id"] ?? .null)", "error": "\(error)"]
                )
                return nil
            }
        }
        guard includingUsers else { return MessagePage(messages: shown, people: nil) }
        return MessagePage(messages: shown, people: try await people(of: shown, with: access))
    }

    private func people(of messages: [Object], with access: ChannelAccess) async throws -> MessagePage.People {
        var seen: Set<UserID> = [.system]
        var ids: [UserID] = []
        for message in messages {
            let named = message.optionalObject("system").flatMap(SystemMessage.init)?.people ?? []
            for id in [UserID(message.optionalString("author") ?? "")] + named where seen.insert(id).inserted {
                ids.append(id)
            }
        }
        var requests: [CachedDocuments.Request] = ids.map { .user($0) }
        if let server = access.channel.server {
            requests += ids.map { .member(Member.ID(server: server, user: $0)) }
        }
        let rows = try await documents.load(requests)
        let users = documents.decode(rows.prefix(ids.count).compactMap { $0 }, as: User.self)
        let members: [Object]? =
            if access.channel.server == nil {
                nil
            } else {
                documents.decode(rows.dropFirst(ids.count).compactMap { $0 }, as: Member.self).map(\.wire)
            }
        return MessagePage.People(users: await userViews.known(users, to: access.user), members: members)
    }
}

extension SystemMessage {
    /// The users it names.
    fileprivate var people: [UserID] {
        switch self {
        case .text: []
        case .userAdded(let user, let by), .userRemoved(let user, let by): [user, by]
        case .userJoined(let user), .userLeft(let user), .userKicked(let user), .userBanned(let user): [user]
        case .channelRenamed(_, let by), .channelDescriptionChanged(let by), .channelIconChanged(let by): [by]
        case .channelOwnershipChanged(let from, let to): [from, to]
        case .messagePinned(_, let by), .messageUnpinned(_, let by), .callStarted(let by, _): [by]
        }
    }
}
