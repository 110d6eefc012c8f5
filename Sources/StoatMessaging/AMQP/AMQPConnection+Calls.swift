import CRabbitMQ

/// Calls that wait for the broker's answer. Each throws ``AMQPRefusal`` when the broker closed the channel instead.
extension AMQPConnection {
    func openChannel(_ channel: UInt16) throws {
        amqp_channel_open(state, channel)
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    func closeChannel(_ channel: UInt16) throws {
        try check(amqp_channel_close(state, channel, AMQP_REPLY_SUCCESS), on: channel)
    }

    /// Has the broker confirm every message published on the channel.
    func enableConfirms(on channel: UInt16) throws {
        amqp_confirm_select(state, channel)
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    /// Limits deliveries of the channel that are not acknowledged yet.
    func limitDeliveries(_ count: Int, on channel: UInt16) throws {
        amqp_basic_qos(state, channel, 0, UInt16(clamping: count), 0)
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    func declareExchange(_ name: String, kind: String, on channel: UInt16) throws {
        arena.clear()
        let (name, kind) = (arena.put(name), arena.put(kind))
        _ = arena.lend { text, _ in
            amqp_exchange_declare(state, channel, text(name), text(kind), 0, 1, 0, 0, amqp_table_t())
        }
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    /// Declares a queue; one that exists must have the same arguments.
    func declareQueue(_ queue: AMQPQueueDeclaration, on channel: UInt16) throws {
        arena.clear()
        let name = arena.put(queue.name)
        arena.put(queue.arguments)
        _ = arena.lend { text, arguments in
            amqp_queue_declare(state, channel, text(name), 0, queue.isDurable ? 1 : 0, 0, 0, arguments)
        }
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    /// The number of messages that wait in a queue; refused when it does not exist.
    @discardableResult
    func inspectQueue(_ name: String, on channel: UInt16) throws -> Int {
        arena.clear()
        let name = arena.put(name)
        let answer = arena.lend { text, _ in
            amqp_queue_declare(state, channel, text(name), 1, 0, 0, 0, amqp_table_t())
        }
        try check(amqp_get_rpc_reply(state), on: channel)
        return Int(answer?.pointee.message_count ?? 0)
    }

    func deleteQueue(_ name: String, on channel: UInt16) throws {
        arena.clear()
        let name = arena.put(name)
        _ = arena.lend { text, _ in amqp_queue_delete(state, channel, text(name), 0, 0) }
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    func bind(_ queue: String, to exchange: String, key: String, on channel: UInt16) throws {
        arena.clear()
        let (queue, exchange, key) = (arena.put(queue), arena.put(exchange), arena.put(key))
        _ = arena.lend { text, _ in
            amqp_queue_bind(state, channel, text(queue), text(exchange), text(key), amqp_table_t())
        }
        try check(amqp_get_rpc_reply(state), on: channel)
    }

    /// Starts deliveries, which must be acknowledged.
    func consume(_ queue: String, tag: String, on channel: UInt16) throws {
        arena.clear()
        let (queue, tag) = (arena.put(queue), arena.put(tag))
        _ = arena.lend { text, _ in
            amqp_basic_consume(state, channel, text(queue), text(tag), 0, 0, 0, amqp_table_t())
        }
        try check(amqp_get_rpc_reply(state), on: channel)
    }
}
