import Logging
import StoatMessaging
import StoatModels
import StoatStorage

/// Notes mentions of everyone and of roles for all members concerned: too many to do it while the sender waits.
struct MassMentions {
    let core: Core

    /// The queue of messages whose mass mentions are to be noted.
    static let queue = QueueName(
        "internal.mass_mention",
        routingKey: "internal.mass_mention",
        exchange: QueueName.Exchange(name: "revolt.default", kind: "topic")
    )

    /// Members looked at per batch: one read of members, one of their unread rows, one batch of writes.
    static let batchSize = 200

    /// Queues a stored message if it mentions everyone or roles of a server.
    ///
    /// With the queue out of reach the mentions are noted here and now.
    func note(_ message: Message, in channel: Channel) async {
        guard let task = Task(message, in: channel) else { return }
        do { try await core.queue.enqueue(QueuedTask(Self.queue, task.body)) } catch {
            core.logger.warning("Mass mentions are noted without the queue", metadata: ["error": "\(error)"])
            do { try await perform(task) } catch {
                core.logger.error(
                    "Mass mentions were lost",
                    metadata: ["message": "\(message.id)", "error": "\(error)"]
                )
            }
        }
    }

    /// Notes the message for every member concerned who can view the channel and has not read that far.
    ///
    /// May be repeated.
    func perform(_ task: Task) async throws {
        let rows = try await core.documents.load([.channel(task.channel), .server(task.server)])
        guard let channel = try rows[0].map(Channel.init(document:)), case .text(let properties) = channel.kind,
            let server = try rows[1].map(Server.init(document:))
        else { return }
        var last: UserID?
        repeat {
            let members = try await batch(of: task, after: last)
            last = members.count < Self.batchSize ? nil : members.last?.id.user
            let now = core.clock()
            let readers = members.filter {
                $0.id.user != task.author
                    && ServerPermissions.canView(
                        properties,
                        server: server,
                        member: $0,
                        isPrivileged: false,
                        now: now
                    )
            }
            let users = readers.map(\.id.user)
            let done = Set(
                try await core.unreads.of(users, in: task.channel)
                    .filter { $0.hasRead(task.message) || $0.mentions.contains(task.message) }
                    .map(\.user)
            )
            let unread = users.filter { !done.contains($0) }
            if !unread.isEmpty { try await core.unreads.mention(of: unread, by: task.message, in: task.channel) }
        } while last != nil
    }

    private func batch(of task: Task, after last: UserID?) async throws -> [Member] {
        var conditions: [Filter] = [
            .field("_id.server", equals: task.server), .exists("pending_deletion_at", false),
        ]
        if let last { conditions.append(.compare("_id.user", .greaterThan, .string(last.rawValue))) }
        if !task.everyone { conditions.append(.field("roles", in: task.roles)) }
        return core.documents.decode(
            try await core.store.find(
                Query(
                    .serverMembers,
                    where: .and(conditions),
                    sort: [.ascending("_id.user")],
                    limit: Self.batchSize
                )
            )
        )
    }

    /// A message and whom it concerns.
    struct Task {
        let message: MessageID
        let author: UserID
        let channel: ChannelID
        let server: ServerID
        let everyone: Bool
        let roles: [RoleID]

        /// The task of a message, or `nil` where it mentions neither everyone nor roles, or silently.
        init?(_ message: Message, in channel: Channel) {
            let flags = message.flags ?? []
            guard let server = channel.server, !flags.contains(.suppressNotifications),
                flags.contains(.mentionsEveryone) || !message.roleMentions.isEmpty
            else { return nil }
            self.message = message.id
            self.author = message.author
            self.channel = channel.id
            self.server = server
            self.everyone = flags.contains(.mentionsEveryone)
            self.roles = message.roleMentions
        }

        /// Reads a queued task.
        init(body: Object) throws {
            self.message = try body.id("message_id")
            self.author = try body.id("author_id")
            self.channel = try body.id("channel_id")
            self.server = try body.id("server_id")
            self.everyone = body.bool("everyone")
            self.roles = body.ids("roles")
        }

        /// The task as it is queued.
        var body: Object {
            [
                "message_id": .string(message.rawValue), "author_id": .string(author.rawValue),
                "channel_id": .string(channel.rawValue), "server_id": .string(server.rawValue),
                "everyone": .bool(everyone), "roles": .strings(roles),
            ]
        }
    }
}

extension ChannelUnread {
    /// Whether the user has read as far as a message.
    fileprivate func hasRead(_ message: MessageID) -> Bool { lastID.map { $0 >= message } ?? false }
}
