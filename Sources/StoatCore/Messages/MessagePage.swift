public import Hummingbird
import Logging
public import NIOCore
import StoatMessaging
import StoatModels
import StoatStorage

/// Messages as a listing answers them (schema `BulkMessageResponse`), encoded.
public struct MessagePage: HTTPAnswer {
    /// The messages in the order of the listing; where their users were asked for, an object of messages, users and
    /// members.
    public let json: ByteBuffer

    /// 200 with the page.
    public func response() -> Response { .json(encoded: json) }
}

extension Core {
    /// The messages of a listing: one hop to the store; with users one batch of cached documents more.
    public func messagePage(_ listing: MessageListing, with access: ChannelAccess, includingUsers: Bool) async throws
        -> MessagePage
    {
        let channel = access.channel.id
        guard includingUsers else {
            let rows = try await messages.rendered(listing, in: channel)
            for row in rows.unreadable { skipped(row.id, because: row.error) }
            return MessagePage(json: rows.json)
        }
        let shown = try await messages.rows(of: listing, in: channel).compactMap { row in
            do { return try Message.wire(row: row) } catch {
                skipped(row["_id"], because: error)
                return nil
            }
        }
        let people = try await people(of: shown, with: access)
        var page: Object = [
            "messages": .array(shown.map { .object($0) }), "users": .array(people.users.map { .object($0) }),
        ]
        if let members = people.members { page.append("members", .array(members.map { .object($0) })) }
        return MessagePage(json: JSONWriter.encode(page, sizeHint: 16 * 1024))
    }

    private func skipped(_ id: Value?, because error: any Error) {
        logger.warning("Skipped an unreadable message", metadata: ["id": "\(id ?? .null)", "error": "\(error)"])
    }

    /// The users of a page and, in a server channel, their memberships.
    private func people(of messages: [Object], with access: ChannelAccess) async throws -> (
        users: [Object], members: [Object]?
    ) {
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
        return (await userViews.known(users, to: access.user), members)
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
