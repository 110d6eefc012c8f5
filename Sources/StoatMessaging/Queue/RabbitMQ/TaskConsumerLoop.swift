import Logging

/// What the task consumer's thread does. Made on it and confined to it.
final class TaskConsumerLoop {
    static let firstChannel: UInt16 = 2
    private static let declareChannel: UInt16 = 1
    private let consumer: TaskConsumer
    private var registrations: [UInt16: TaskConsumer.Registration] = [:]
    /// Counts connections: a delivery of an earlier one can no longer be settled, the broker hands it out again.
    private var session = 0

    init(consumer: TaskConsumer) { self.consumer = consumer }

    func run() {
        consumer.link.run(prepare: prepare, serve: serve, rest: rest)
        for registration in registrations.values { registration.sink.finish() }
        // Those that came too late to be opened.
        for case .open(let registration) in consumer.link.mailbox.take() { registration.sink.finish() }
    }

    private func prepare(_ connection: AMQPConnection) throws {
        session += 1
        try connection.openChannel(Self.declareChannel)
        for registration in registrations.values { try open(registration, over: connection) }
    }

    private func open(_ registration: TaskConsumer.Registration, over connection: AMQPConnection) throws {
        try TaskTopology.queue(registration.queue).declare(over: connection, on: Self.declareChannel)
        try connection.openChannel(registration.channel)
        try connection.limitDeliveries(registration.limit, on: registration.channel)
        try connection.consume(registration.queue.name, tag: String(registration.channel), on: registration.channel)
    }

    private func serve(_ connection: AMQPConnection) throws {
        while true {
            for command in consumer.link.mailbox.take() { try obey(command, over: connection) }
            while let incoming = try connection.next() {
                switch incoming {
                case .delivery(let message):
                    registrations[message.channel]?.sink.yield(
                        TaskConsumer.Delivery(message: message, session: session)
                    )
                case .cancelled:
                    throw MessagingError(.unavailable, "the broker ended a consumer")
                case .confirmation, .queueAnswer, .other:
                    break
                }
            }
            if consumer.link.mailbox.isClosed, consumer.link.mailbox.count == 0 { return }
            _ = consumer.link.mailbox.wait(for: connection.longestSilence, orReadable: connection.descriptor)
        }
    }

    private func obey(_ command: TaskConsumer.Command, over connection: AMQPConnection) throws {
        switch command {
        case .open(let registration):
            registrations[registration.channel] = registration
            try open(registration, over: connection)
        case .close(let channel):
            forget(channel)
            try connection.closeChannel(channel)
        case .settle(let delivery, let requeue):
            let message = delivery.message
            guard delivery.session == session, registrations[message.channel] != nil else { return }
            if requeue {
                try connection.reject(message.tag, requeue: true, on: message.channel)
            } else {
                try connection.acknowledge(message.tag, multiple: false, on: message.channel)
            }
        }
    }

    private func forget(_ channel: UInt16) {
        registrations[channel] = nil
        consumer.free(channel)
    }

    /// Between connections: only remembers who wants what.
    private func rest() -> Bool {
        for command in consumer.link.mailbox.take() {
            switch command {
            case .open(let registration): registrations[registration.channel] = registration
            case .close(let channel): forget(channel)
            case .settle: break
            }
        }
        return false
    }
}
