import StoatModels

/// The two queues of one gateway: its events, and a mark that some were dropped.
///
/// Both are kept in memory by the broker, outlive the connection for a while, and then vanish. A full event queue drops
/// its oldest event into the second one, which holds one: that it holds any tells of the loss. Only one consumer is
/// served at a time, so that after a lost connection nothing is handed to the dead one while the new one reads on.
struct EventQueue {
    static let deliveryChannel: UInt16 = 1
    static let bindChannel: UInt16 = 2

    let name: String
    let droppedName: String
    let exchange: QueueName.Exchange
    private let events: AMQPQueueDeclaration
    private let dropped: AMQPQueueDeclaration

    /// Queues with a new name.
    ///
    /// - Parameter isDurable: the broker keeps the queues, but not their content, over a restart. Then their existence
    ///   proves nothing, and every reconnect counts as a loss. Only for brokers that refuse other queues.
    init(_ settings: RabbitSettings, isDurable: Bool) {
        let id = ULID().description
        self.name = "\(settings.prefix)gateway.\(id)"
        self.droppedName = "\(settings.prefix)gateway.\(id).dropped"
        self.exchange = Self.exchange(settings)
        let lifetime = AMQPTable.Entry(key: "x-expires", value: .int(settings.queueLifetime.wholeMilliseconds))
        self.dropped = AMQPQueueDeclaration(
            name: droppedName,
            isDurable: isDurable,
            arguments: AMQPTable([lifetime, .init(key: "x-max-length", value: .int(1))])
        )
        self.events = AMQPQueueDeclaration(
            name: name,
            isDurable: isDurable,
            arguments: AMQPTable([
                lifetime,
                .init(key: "x-max-length", value: .int(Int64(settings.queueLength))),
                .init(key: "x-overflow", value: .string("drop-head")),
                .init(key: "x-dead-letter-exchange", value: .string("")),
                .init(key: "x-dead-letter-routing-key", value: .string(droppedName)),
                .init(key: "x-single-active-consumer", value: .bool(true)),
            ])
        )
    }

    /// The exchange of all events.
    static func exchange(_ settings: RabbitSettings) -> QueueName.Exchange {
        QueueName.Exchange(name: settings.prefix + "events", kind: "direct")
    }

    /// Whether both queues exist, that is, whether nothing can have been missed.
    func isThere(over connection: AMQPConnection) throws -> Bool {
        if events.isDurable { return false }
        do {
            try connection.inspectQueue(name, on: Self.bindChannel)
            try connection.inspectQueue(droppedName, on: Self.bindChannel)
            return true
        } catch let refusal as AMQPRefusal where refusal.isNotFound {
            try connection.openChannel(Self.bindChannel)
            return false
        }
    }

    func declare(over connection: AMQPConnection) throws {
        try connection.declareExchange(exchange.name, kind: exchange.kind, on: Self.bindChannel)
        try connection.declareQueue(dropped, on: Self.bindChannel)
        try connection.declareQueue(events, on: Self.bindChannel)
    }

    /// Removes both: the gateway is not coming back.
    func delete(over connection: AMQPConnection) throws {
        try connection.deleteQueue(name, on: Self.bindChannel)
        try connection.deleteQueue(droppedName, on: Self.bindChannel)
    }
}
