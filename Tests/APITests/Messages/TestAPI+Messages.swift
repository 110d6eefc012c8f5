import HTTPTypes
import StoatModels
import StoatStorage
import Testing

@testable import StoatCore

extension TestAPI {
    /// A server with one channel, its owner's, and others as members.
    func town(of owner: Caller, _ members: Caller..., rights: Permissions? = nil) async throws -> Town {
        let server = try await server(of: owner)
        for member in members { try await join(server.id, member) }
        if let rights {
            let value: Value = .int(Int64(bitPattern: rights.rawValue))
            try await change(.servers, .id(server.id), Update().set("default_permissions", value))
        }
        return Town(server: server.id, channel: server.channels[0])
    }

    /// Sends a message and answers it.
    @discardableResult
    func send(_ body: Object, to channel: ChannelID, as caller: Caller) async throws -> Object {
        try await call(.post, "/channels/\(channel)/messages", as: caller, body).ok()
    }

    /// Sends text and answers the message's id.
    @discardableResult
    func say(_ text: String, in channel: ChannelID, as caller: Caller) async throws -> MessageID {
        try await send(["content": .string(text)], to: channel, as: caller).id("_id")
    }

    /// A message as the store has it.
    func stored(_ id: MessageID) async throws -> Object? {
        try await core.store.findOne(.messages, where: .id(id))
    }

    /// How far a user has read a channel, as the store has it.
    func unread(_ channel: ChannelID, of user: Caller) async throws -> ChannelUnread? {
        try await core.unreads.of([user.id], in: channel).first
    }

    /// The names of the events published since the last look.
    func eventNames() -> [String] { events().compactMap { $0.kind?.rawValue } }
}

/// A server and its first channel.
struct Town {
    let server: ServerID
    let channel: ChannelID
}
