import DequeModule
import Logging
import Synchronization

/// What the publisher's thread does. Made on it and confined to it.
final class PublisherLoop {
    private struct Sent {
        var item: RabbitPublisher.Item
        /// Its place among this publisher's messages; kept when it is sent again.
        let sequence: Int64
        /// Confirmed, sent again or given up: waits only for those before it.
        var isSettled = false
    }

    static let publishChannel: UInt16 = 1
    static let callChannel: UInt16 = 2
    /// Messages on their way to the broker at a time: enough to fill a fast network, little to send again.
    private static let window = 4096
    /// Messages sent before confirms are looked at.
    private static let burst = 128

    private let publisher: RabbitPublisher
    /// Accepted and to be sent; a sequence number tells that it was sent before.
    private var unsent = Deque<(item: RabbitPublisher.Item, sequence: Int64?)>()
    /// Sent on this connection; the first has the broker's number `firstTag`.
    private var unconfirmed = Deque<Sent>()
    private var firstTag: UInt64 = 1
    private var lastSequence: Int64 = 0
    private var declared: Set<TaskTopology> = []
    /// After a refusal the broker gets a moment.
    private var pausedUntil = ContinuousClock.now
    private var nextDeadline: ContinuousClock.Instant?

    init(publisher: RabbitPublisher) { self.publisher = publisher }

    func run() {
        publisher.link.run(prepare: prepare, serve: serve, rest: rest)
        giveUp()
    }

    private func prepare(_ connection: AMQPConnection) throws {
        for sent in unconfirmed.reversed() where !sent.isSettled {
            unsent.prepend((sent.item, sent.sequence))
        }
        unconfirmed.removeAll()
        firstTag = 1
        declared = []
        try connection.openChannel(Self.publishChannel)
        try connection.enableConfirms(on: Self.publishChannel)
        try connection.openChannel(Self.callChannel)
        for exchange in publisher.exchanges {
            try connection.declareExchange(exchange.name, kind: exchange.kind, on: Self.callChannel)
        }
    }

    private func serve(_ connection: AMQPConnection) throws {
        while true {
            try take(connection)
            try send(over: connection)
            while let incoming = try connection.next() { settle(incoming) }
            expire()
            if unsent.isEmpty, unconfirmed.isEmpty {
                if publisher.link.mailbox.isClosed, publisher.link.mailbox.count == 0 { return }
            } else if canSend {
                continue
            }
            _ = publisher.link.mailbox.wait(for: patience(of: connection), orReadable: connection.descriptor)
        }
    }

    private var canSend: Bool {
        !unsent.isEmpty && unconfirmed.count < Self.window && pausedUntil <= .now
    }

    private func patience(of connection: AMQPConnection) -> Duration {
        let now = ContinuousClock.now
        var limit = connection.longestSilence
        if let nextDeadline { limit = min(limit, nextDeadline - now) }
        if !unsent.isEmpty, pausedUntil > now { limit = min(limit, pausedUntil - now) }
        return max(limit, .zero)
    }

    /// Takes what tasks have handed over; `connection` is `nil` between connections.
    private func take(_ connection: AMQPConnection?) throws {
        for command in publisher.link.mailbox.take() {
            switch command {
            case .publish(let item):
                if let deadline = item.deadline { nextDeadline = min(nextDeadline ?? deadline, deadline) }
                unsent.append((item, nil))
            case .call(let body):
                guard let connection else {
                    _ = body(.failure(MessagingError(.unavailable, "RabbitMQ is not connected")))
                    continue
                }
                // A call that was refused has closed its channel.
                if body(.success(connection)) { try connection.openChannel(Self.callChannel) }
            }
        }
    }

    private func send(over connection: AMQPConnection) throws {
        for _ in 0..<Self.burst where canSend {
            guard case (var item, let earlier)? = unsent.popFirst() else { return }
            if let topology = item.topology, !declared.contains(topology) {
                do {
                    try topology.declare(over: connection, on: Self.callChannel)
                } catch let refusal as AMQPRefusal {
                    try connection.openChannel(Self.callChannel)
                    finish(item, .failure(MessagingError(.failed, "RabbitMQ refuses the queue: \(refusal)")))
                    continue
                } catch {
                    unsent.prepend((item, earlier))
                    throw error
                }
                declared.insert(topology)
            }
            let sequence = earlier ?? lastSequence + 1
            if earlier == nil {
                lastSequence = sequence
                if item.isSequenced {
                    item.message.headers.entries += [
                        AMQPTable.Entry(key: "publisher", value: .int(publisher.number)),
                        AMQPTable.Entry(key: "sequence", value: .int(sequence)),
                    ]
                }
            } else {
                publisher.counters.withLock { $0.resent += 1 }
            }
            // Noted before it is sent: a send that fails half-way counts as sent.
            unconfirmed.append(Sent(item: item, sequence: sequence))
            try connection.publish(item.message, on: Self.publishChannel)
        }
    }

    private func settle(_ incoming: AMQPIncoming) {
        guard case .confirmation(let tag, let isMultiple, let isPositive) = incoming, !unconfirmed.isEmpty else {
            return
        }
        let last = tag == 0 ? unconfirmed.count - 1 : Int(clamping: Int64(bitPattern: tag &- firstTag))
        guard unconfirmed.indices.contains(last) else { return }
        var refused: [(item: RabbitPublisher.Item, sequence: Int64?)] = []
        for index in (isMultiple ? 0 : last)...last where !unconfirmed[index].isSettled {
            unconfirmed[index].isSettled = true
            let sent = unconfirmed[index]
            if isPositive {
                publisher.counters.withLock { $0.confirmed += 1 }
                finish(sent.item, .success(()))
            } else {
                refused.append((sent.item, sent.sequence))
            }
        }
        if !refused.isEmpty {
            unsent.prepend(contentsOf: refused)
            pausedUntil = .now + .milliseconds(100)
        }
        while unconfirmed.first?.isSettled == true {
            unconfirmed.removeFirst()
            firstTag += 1
        }
    }

    private func finish(_ item: RabbitPublisher.Item, _ outcome: Result<Void, MessagingError>) {
        publisher.release(count: 1, size: item.size)
        item.completion?(outcome)
    }

    /// Gives up what is past its deadline.
    private func expire() {
        guard let nextDeadline, nextDeadline <= .now else { return }
        let now = ContinuousClock.now
        let late = MessagingError(.unavailable, "RabbitMQ did not confirm in time")
        var next: ContinuousClock.Instant?
        func isLate(_ item: RabbitPublisher.Item) -> Bool {
            guard let deadline = item.deadline else { return false }
            if deadline > now { next = min(next ?? deadline, deadline) }
            return deadline <= now
        }
        for index in unconfirmed.indices where !unconfirmed[index].isSettled && isLate(unconfirmed[index].item) {
            unconfirmed[index].isSettled = true
            finish(unconfirmed[index].item, .failure(late))
        }
        unsent.removeAll { entry in
            guard isLate(entry.item) else { return false }
            finish(entry.item, .failure(late))
            return true
        }
        self.nextDeadline = next
    }

    /// Between connections. Answers whether something is to be sent.
    private func rest() -> Bool {
        // Without a connection nothing of it can throw.
        try? take(nil)
        expire()
        return !unsent.isEmpty || unconfirmed.contains { !$0.isSettled }
    }

    /// After the end.
    private func giveUp() {
        _ = rest()
        let lost = unconfirmed.filter { !$0.isSettled }.map(\.item) + unsent.map(\.item)
        for item in lost { finish(item, .failure(MessagingError(.closed, "already shut down"))) }
        guard !lost.isEmpty else { return }
        publisher.link.logger.error(
            "Messages were not confirmed before the end",
            metadata: ["role": "\(publisher.link.role)", "count": "\(lost.count)"]
        )
    }
}
