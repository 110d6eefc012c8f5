import CRabbitMQ
import NIOCore

/// Sends that wait for no answer; a refusal arrives later through ``next()``.
extension AMQPConnection {
    func publish(_ message: AMQPMessage, on channel: UInt16) throws(MessagingError) {
        arena.clear()
        let exchange = arena.put(message.exchange)
        let key = arena.put(message.routingKey)
        let contentType = arena.put("application/json")
        let id = message.messageID.map { arena.put($0) }
        let kind = message.kind.map { arena.put($0) }
        arena.put(message.headers)
        let status = arena.lend { text, headers in
            var properties = amqp_basic_properties_t()
            properties._flags = UInt32(AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_DELIVERY_MODE_FLAG)
            properties.content_type = text(contentType)
            properties.delivery_mode = message.isPersistent ? 2 : 1
            if headers.num_entries > 0 {
                properties._flags |= UInt32(AMQP_BASIC_HEADERS_FLAG)
                properties.headers = headers
            }
            if let id {
                properties._flags |= UInt32(AMQP_BASIC_MESSAGE_ID_FLAG)
                properties.message_id = text(id)
            }
            if let kind {
                properties._flags |= UInt32(AMQP_BASIC_TYPE_FLAG)
                properties.type = text(kind)
            }
            return message.body.withUnsafeReadableBytes { body in
                let bytes = amqp_bytes_t(len: body.count, bytes: UnsafeMutableRawPointer(mutating: body.baseAddress))
                return amqp_basic_publish(state, channel, text(exchange), text(key), 0, 0, &properties, bytes)
            }
        }
        try check(status)
    }

    /// Acknowledges a delivery, or all up to it.
    func acknowledge(_ tag: UInt64, multiple: Bool, on channel: UInt16) throws(MessagingError) {
        try check(amqp_basic_ack(state, channel, tag, multiple ? 1 : 0))
    }

    /// Gives a delivery back to its queue, or drops it there.
    func reject(_ tag: UInt64, requeue: Bool, on channel: UInt16) throws(MessagingError) {
        try check(amqp_basic_reject(state, channel, tag, requeue ? 1 : 0))
    }

    /// Binds without an answer; ``requestQueue(_:on:)`` afterwards tells when it is done.
    func sendBind(_ queue: String, to exchange: String, key: String, on channel: UInt16) throws(MessagingError) {
        arena.clear()
        let (queue, exchange, key) = (arena.put(queue), arena.put(exchange), arena.put(key))
        let status = arena.lend { text, _ in
            var method = amqp_queue_bind_t()
            method.queue = text(queue)
            method.exchange = text(exchange)
            method.routing_key = text(key)
            method.nowait = 1
            return amqp_send_method(state, channel, AMQP_QUEUE_BIND_METHOD, &method)
        }
        try check(status)
    }

    /// Unbinds; the broker's answer arrives through ``next()`` and means nothing.
    func sendUnbind(_ queue: String, from exchange: String, key: String, on channel: UInt16) throws(MessagingError) {
        arena.clear()
        let (queue, exchange, key) = (arena.put(queue), arena.put(exchange), arena.put(key))
        let status = arena.lend { text, _ in
            var method = amqp_queue_unbind_t()
            method.queue = text(queue)
            method.exchange = text(exchange)
            method.routing_key = text(key)
            return amqp_send_method(state, channel, AMQP_QUEUE_UNBIND_METHOD, &method)
        }
        try check(status)
    }

    /// Asks for a queue; ``AMQPIncoming/queueAnswer`` follows once everything sent on the channel before is done.
    func requestQueue(_ queue: String, on channel: UInt16) throws(MessagingError) {
        arena.clear()
        let queue = arena.put(queue)
        let status = arena.lend { text, _ in
            var method = amqp_queue_declare_t()
            method.queue = text(queue)
            method.passive = 1
            return amqp_send_method(state, channel, AMQP_QUEUE_DECLARE_METHOD, &method)
        }
        try check(status)
    }
}
