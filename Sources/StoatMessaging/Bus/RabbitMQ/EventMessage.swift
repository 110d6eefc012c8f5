import NIOCore
import StoatModels

/// An event as a message: the client's JSON as body, and around it what gateways need for routing.
///
/// The routing key is the first topic, the `CC` header holds the others, so that a queue gets one copy however many of
/// its bindings match. `message_id` is the event's id, `type` its kind. The header `audience` tells how to read the
/// topics: `users`, `server`, `channel:<id>`, `direct:<id>`, `presence` or `profile`.
enum EventMessage {
    /// Most topics of one message, so that its header fits in a frame of 128 KiB.
    static let maxTopics = 2000

    /// The messages that carry an event: one, or several for an audience of very many topics.
    static func encode(_ event: Event, exchange: String) throws(MessagingError) -> [AMQPMessage] {
        let body = JSONWriter.encode(event.body)
        var audiences = [event.audience]
        if event.audience.topicCount > maxTopics { audiences = event.audience.split(maxTopics) }
        var messages: [AMQPMessage] = []
        for audience in audiences {
            var keys: [String] = []
            for topic in audience.topics { keys.append(try routingKey(of: topic)) }
            guard let first = keys.first else { continue }
            var headers = AMQPTable([AMQPTable.Entry(key: "audience", value: .string(audience.label))])
            if keys.count > 1 {
                headers.entries.append(AMQPTable.Entry(key: "CC", value: .strings(Array(keys.dropFirst()))))
            }
            messages.append(
                AMQPMessage(
                    exchange: exchange,
                    routingKey: first,
                    headers: headers,
                    // Each part reaches sessions of its own; a gateway must not take one for a repeat of another.
                    messageID: (messages.isEmpty ? event.id : ULID(at: event.id.timestamp)).description,
                    kind: event.body["type"]?.string,
                    isPersistent: false,
                    body: body
                )
            )
        }
        return messages
    }

    /// The name of a topic; the protocol has one byte for its length.
    static func routingKey(of topic: Topic) throws(MessagingError) -> String {
        let name = topic.name
        guard name.utf8.count < 256 else { throw MessagingError(.failed, "a topic's name is too long") }
        return name
    }

    /// The event in a message; `nil` when it carries no audience of this form.
    static func decode(_ delivery: AMQPDelivery) -> DeliveredEvent? {
        guard let id = delivery.messageID.flatMap({ ULID($0) }), let label = delivery.headers.string("audience"),
            let audience = Audience(label: label, topics: [delivery.routingKey] + delivery.headers.strings("CC"))
        else { return nil }
        return DeliveredEvent(
            id: id,
            kind: delivery.kind.flatMap(EventKind.init(rawValue:)),
            audience: audience,
            json: delivery.body
        )
    }
}

extension Audience {
    fileprivate var topicCount: Int {
        switch self {
        case .users(let users), .directChannel(_, recipients: let users): users.count
        case .server, .channel: 1
        case .userUpdate(_, let servers, _): servers.count + 2
        }
    }

    /// The same audience in parts of at most `limit` topics.
    fileprivate func split(_ limit: Int) -> [Audience] {
        func parts<T>(_ list: [T], _ limit: Int) -> [[T]] {
            stride(from: 0, to: list.count, by: limit).map { Array(list[$0..<Swift.min($0 + limit, list.count)]) }
        }
        return switch self {
        case .users(let users):
            parts(users, limit).map { .users($0) }
        case .directChannel(let channel, recipients: let users):
            parts(users, limit).map { .directChannel(channel, recipients: $0) }
        case .userUpdate(let user, let servers, let isPresence):
            parts(servers, limit - 2).map { .userUpdate(user, servers: $0, isPresence: isPresence) }
        case .server, .channel:
            [self]
        }
    }

    fileprivate var label: String {
        switch self {
        case .users: "users"
        case .server: "server"
        case .channel(let channel, in: _): "channel:" + channel.rawValue
        case .directChannel(let channel, recipients: _): "direct:" + channel.rawValue
        case .userUpdate(_, _, let isPresence): isPresence ? "presence" : "profile"
        }
    }

    fileprivate init?(label: String, topics: [String]) {
        let parts = label.split(separator: ":", maxSplits: 1)
        let channel = parts.count > 1 ? ChannelID(rawValue: String(parts[1])) : nil
        func users() -> [UserID] { topics.map { UserID(rawValue: $0.hasSuffix("!") ? String($0.dropLast()) : $0) } }
        switch (parts.first, channel) {
        case ("users", nil): self = .users(users())
        case ("server", nil): self = .server(ServerID(rawValue: topics[0]))
        case ("channel", let channel?): self = .channel(channel, in: ServerID(rawValue: topics[0]))
        case ("direct", let channel?): self = .directChannel(channel, recipients: users())
        case ("presence", nil), ("profile", nil):
            guard topics.count > 1 else { return nil }
            self = .userUpdate(
                UserID(rawValue: topics[1]),
                servers: topics.dropFirst(2).map(ServerID.init(rawValue:)),
                isPresence: label == "presence"
            )
        default: return nil
        }
    }
}
