import CRabbitMQ
import Glibc
import NIOCore

extension AMQPConnection {
    /// A delivery whose frames have not all arrived.
    struct PartialDelivery {
        var delivery: AMQPDelivery
        /// Bytes of the body still to come; `nil` before the header.
        var missing: Int?
    }

    /// What arrived, without waiting; `nil` when nothing is complete. Also sends and checks heartbeats.
    ///
    /// - Throws: ``AMQPRefusal`` when the broker closed a channel, ``MessagingError`` when the connection is gone.
    func next() throws -> AMQPIncoming? {
        while true {
            var frame = amqp_frame_t()
            var zero = timeval()
            let status = amqp_simple_wait_frame_noblock(state, &frame, &zero)
            if status == AMQP_STATUS_TIMEOUT.rawValue {
                amqp_maybe_release_buffers(state)
                return nil
            }
            try check(status)
            if let incoming = try read(frame) {
                // Everything was copied out of the frame.
                amqp_maybe_release_buffers_on_channel(state, frame.channel)
                return incoming
            }
        }
    }

    private func read(_ frame: amqp_frame_t) throws -> AMQPIncoming? {
        switch Int32(frame.frame_type) {
        case AMQP_FRAME_METHOD: try read(frame.payload.method, on: frame.channel)
        case AMQP_FRAME_HEADER: readHeader(frame)
        case AMQP_FRAME_BODY: readBody(frame)
        default: nil
        }
    }

    private func read(_ method: amqp_method_t, on channel: UInt16) throws -> AMQPIncoming? {
        switch method.id {
        case AMQP_BASIC_DELIVER_METHOD:
            guard let raw = method.decoded?.assumingMemoryBound(to: amqp_basic_deliver_t.self).pointee else {
                return nil
            }
            let delivery = AMQPDelivery(
                channel: channel,
                consumerTag: String(raw.consumer_tag),
                tag: raw.delivery_tag,
                isRedelivered: raw.redelivered != 0,
                routingKey: String(raw.routing_key)
            )
            incomplete[channel] = PartialDelivery(delivery: delivery)
            return nil
        case AMQP_BASIC_ACK_METHOD:
            guard let raw = method.decoded?.assumingMemoryBound(to: amqp_basic_ack_t.self).pointee else { return nil }
            return .confirmation(tag: raw.delivery_tag, isMultiple: raw.multiple != 0, isPositive: true)
        case AMQP_BASIC_NACK_METHOD:
            guard let raw = method.decoded?.assumingMemoryBound(to: amqp_basic_nack_t.self).pointee else { return nil }
            return .confirmation(tag: raw.delivery_tag, isMultiple: raw.multiple != 0, isPositive: false)
        case AMQP_QUEUE_DECLARE_OK_METHOD:
            return .queueAnswer
        case AMQP_BASIC_CANCEL_METHOD:
            guard let raw = method.decoded?.assumingMemoryBound(to: amqp_basic_cancel_t.self).pointee else {
                return nil
            }
            return .cancelled(consumerTag: String(raw.consumer_tag))
        case AMQP_CHANNEL_CLOSE_METHOD, AMQP_CONNECTION_CLOSE_METHOD:
            try refuse(method, on: channel)
        default:
            return .other
        }
    }

    private func readHeader(_ frame: amqp_frame_t) -> AMQPIncoming? {
        guard var partial = incomplete.removeValue(forKey: frame.channel) else { return nil }
        let size = Int(clamping: frame.payload.properties.body_size)
        if let raw = frame.payload.properties.decoded?.assumingMemoryBound(to: amqp_basic_properties_t.self).pointee {
            let flags = Int32(bitPattern: raw._flags)
            if flags & AMQP_BASIC_HEADERS_FLAG != 0 { partial.delivery.headers = AMQPTable(raw.headers) }
            if flags & AMQP_BASIC_MESSAGE_ID_FLAG != 0 { partial.delivery.messageID = String(raw.message_id) }
            if flags & AMQP_BASIC_TYPE_FLAG != 0 { partial.delivery.kind = String(raw.type) }
        }
        guard size > 0 else { return .delivery(partial.delivery) }
        partial.delivery.body.reserveCapacity(size)
        partial.missing = size
        incomplete[frame.channel] = partial
        return nil
    }

    private func readBody(_ frame: amqp_frame_t) -> AMQPIncoming? {
        guard var partial = incomplete.removeValue(forKey: frame.channel), let missing = partial.missing else {
            return nil
        }
        let fragment = frame.payload.body_fragment
        partial.delivery.body.writeBytes(UnsafeRawBufferPointer(start: fragment.bytes, count: fragment.len))
        guard fragment.len < missing else { return .delivery(partial.delivery) }
        partial.missing = missing - fragment.len
        incomplete[frame.channel] = partial
        return nil
    }
}
