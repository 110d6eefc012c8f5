import Logging
import StoatMessaging
import StoatModels
import StoatStorage

/// Adds embeds of the pages behind a message's links, after the message was sent.
struct LinkEmbeds {
    let core: Core

    /// The queue of messages whose links are to be embedded.
    ///
    /// One further attempt: an embed that comes late is of no use.
    static let queue = QueueName(
        "internal.link_embed",
        routingKey: "internal.link_embed",
        exchange: QueueName.Exchange(name: "revolt.default", kind: "topic"),
        maxAttempts: 2,
        backOff: BackOff(first: .seconds(3), limit: .seconds(3))
    )

    /// Whether links are embedded at all: there is a link proxy to ask.
    private var isEnabled: Bool { !core.settings.hosts.january.isEmpty }

    private func links(of message: Message) -> [String] {
        guard isEnabled, let content = message.content else { return [] }
        return ContentLinks(of: content, atMost: core.settings.features.limits.global.messageEmbeds).urls
    }

    /// Queues a stored message whose author may have links embedded, if it holds any.
    ///
    /// With the queue out of reach the message stays without embeds.
    func request(for message: Message) async {
        guard !links(of: message).isEmpty else { return }
        do { try await core.queue.enqueue(QueuedTask(Self.queue, Task(message).body)) } catch {
            core.logger.warning("Links of a message are not embedded", metadata: ["error": "\(error)"])
        }
    }

    /// Fetches the embeds of a queued message and adds those there are, in the order of the links.
    ///
    /// Does nothing for a message that was edited or deleted since: an edit has a task of its own. May be repeated.
    ///
    /// - Parameter isLastAttempt: whether to make do with what could be fetched.
    /// - Throws: ``OutboundError`` where the proxy could not be asked and may be asked again; errors of the store.
    func perform(_ task: Task, with fetcher: EmbedFetcher, isLastAttempt: Bool) async throws {
        guard let message = try await core.messages.find(task.message, in: task.channel), task.concerns(message),
            let row = try await core.documents.load([.channel(task.channel)])[0]
        else { return }
        let links = links(of: message)
        guard !links.isEmpty else { return }
        let (embeds, failure) = await fetcher.embeds(of: links)
        if let failure {
            guard isLastAttempt else { throw failure }
            core.logger.warning("The link proxy cannot be asked", metadata: ["error": "\(failure)"])
        }
        guard !embeds.isEmpty else { return }
        let update = Update().adding("embeds", .push(embeds.map { .object($0) }))
        // Fetching took time: decided together with the write.
        guard try await core.messages.update(message.id, update, if: task.isCurrent) else { return }
        core.announce(.messageAppended(message.id, in: try Channel(document: row), embeds: embeds))
    }

    /// A message in one of its versions.
    struct Task {
        let message: MessageID
        let channel: ChannelID
        /// When the version was made by an edit; `nil` for the version that was sent.
        let edited: Timestamp?

        /// The task of a message as it is now.
        init(_ message: Message) {
            self.message = message.id
            self.channel = message.channel
            self.edited = message.edited
        }

        /// Reads a queued task.
        init(body: Object) throws {
            self.message = try body.id("message_id")
            self.channel = try body.id("channel_id")
            self.edited = body.optionalTimestamp("edited")
        }

        /// The task as it is queued.
        var body: Object {
            var body: Object = ["message_id": .string(message.rawValue), "channel_id": .string(channel.rawValue)]
            if let edited { body.append("edited", .string(edited.iso8601)) }
            return body
        }

        /// Whether a stored message is still the version meant, without embeds of its links.
        func concerns(_ message: Message) -> Bool {
            message.edited == edited && message.embeds?.contains { $0["type"] != "Text" } != true
        }

        /// Matches the message in the version meant.
        var isCurrent: Filter {
            edited.map { .equals("edited", .string($0.iso8601)) } ?? .exists("edited", false)
        }
    }
}
