import DequeModule

/// What the connection's thread does: connect, send what waits, match replies, and begin again when it breaks.
///
/// Confined to that thread.
struct RedisLoop: ~Copyable {
    private struct Awaited {
        let call: RedisClient.RedisCall
        var replies: [RedisReply] = []
    }

    private let client: RedisClient
    private var awaited = Deque<Awaited>()
    private var generation: UInt16 = 0

    init(client: RedisClient) { self.client = client }

    /// Runs until the client is shut down, or until its first connection failed.
    mutating func run() {
        var failures = 0
        while !client.isClosing {
            var error = MessagingError(.closed, "already shut down")
            do {
                generation &+= 1
                let connection = try client.open(generation: generation)
                failures = 0
                try serve(connection)
            } catch let cause {
                error = cause
            }
            let triesAgain = client.lost(error)
            for awaited in awaited { awaited.call.continuation.resume(throwing: error) }
            awaited.removeAll()
            guard triesAgain else { break }
            failures += 1
            waitToReconnect(client.settings.reconnects.jitteredDelay(after: failures))
        }
        refuseWaiting()
    }

    /// Sends and receives until the connection breaks (thrown) or the client is shut down.
    private mutating func serve(_ connection: RedisConnection) throws(MessagingError) {
        while !client.isClosing {
            try send(over: connection)
            let limit = awaited.first.map { $0.call.deadline - .now } ?? .seconds(30)
            if client.wait(for: max(limit, .zero), orReadable: connection.descriptor) {
                try connection.receive()
                while let reply = try connection.next() { match(reply) }
            } else if let oldest = awaited.first, oldest.call.deadline <= .now {
                throw MessagingError(.unavailable, "Redis did not answer in time")
            }
        }
    }

    private mutating func send(over connection: RedisConnection) throws(MessagingError) {
        let calls = client.takeCalls()
        guard !calls.isEmpty else { return }
        var batch = RedisCommands()
        for call in calls {
            if let session = call.session, session.generation != generation {
                call.continuation.resume(throwing: MessagingError(.unavailable, "Redis was reconnected meanwhile"))
                continue
            }
            batch.append(call.commands)
            awaited.append(Awaited(call: call))
        }
        if batch.count > 0 { try connection.send(batch) }
    }

    private mutating func match(_ reply: RedisReply) {
        guard !awaited.isEmpty else { return }
        awaited[0].replies.append(reply)
        guard awaited[0].replies.count == awaited[0].call.commands.count else { return }
        let done = awaited.removeFirst()
        done.call.continuation.resume(returning: done.replies)
    }

    /// Waits out the back-off, refusing at once what is posted meanwhile.
    private mutating func waitToReconnect(_ delay: Duration) {
        let end = ContinuousClock.now + delay
        repeat {
            refuseWaiting()
            _ = client.wait(for: max(end - .now, .zero))
        } while ContinuousClock.now < end && !client.isClosing
    }

    private func refuseWaiting() {
        for call in client.takeCalls() {
            call.continuation.resume(throwing: MessagingError(.unavailable, "Redis is not connected"))
        }
    }
}
