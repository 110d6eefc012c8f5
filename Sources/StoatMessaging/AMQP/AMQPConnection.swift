import CRabbitMQ
import Glibc

/// One open connection to the broker. Confined to the thread that opened it; calls block up to the settings' time-out.
///
/// After an error other than ``AMQPRefusal`` the connection is of no use; after a refusal its channel is.
final class AMQPConnection {
    let state: amqp_connection_state_t
    /// For `poll`.
    let descriptor: Int32
    var arena = AMQPArena()
    /// Deliveries whose header or body is still to come, by channel.
    var incomplete: [UInt16: PartialDelivery] = [:]
    private let heartbeat: Duration
    private let address: String

    /// Connects and logs in; `name` is shown to operators of the broker.
    ///
    /// - Throws: `.unauthorized` for wrong credentials, `.failed` for a refused virtual host, else `.unavailable`.
    init(_ settings: RabbitSettings, name: String) throws(MessagingError) {
        guard let state = amqp_new_connection() else { throw MessagingError(.failed, "out of memory") }
        self.state = state
        self.address = settings.description
        self.heartbeat = settings.heartbeat
        guard let socket = amqp_tcp_socket_new(state) else {
            amqp_destroy_connection(state)
            throw MessagingError(.failed, "out of memory")
        }
        var limit = settings.timeout.timeval
        amqp_set_handshake_timeout(state, &limit)
        amqp_set_rpc_timeout(state, &limit)
        let status = amqp_socket_open_noblock(socket, settings.host, Int32(clamping: settings.port), &limit)
        self.descriptor = amqp_get_sockfd(state)
        guard status == AMQP_STATUS_OK.rawValue else {
            throw MessagingError(.unavailable, "cannot connect to RabbitMQ at \(address): \(Self.words(for: status))")
        }
        try login(settings, name: name)
    }

    deinit { amqp_destroy_connection(state) }

    /// How long the thread may sleep before ``next()`` must be called, so that heartbeats are sent and checked.
    var longestSilence: Duration { heartbeat / 2 }

    private func login(_ settings: RabbitSettings, name: String) throws(MessagingError) {
        // The library announces what it handles itself; being told of a cancelled consumer is handled here.
        let capability: [StaticString] = ["consumer_cancel_notify", "basic.nack", "publisher_confirms"]
        var flags = capability.map { name in
            var entry = amqp_table_entry_t()
            entry.key = Self.bytes(name)
            entry.value.kind = UInt8(AMQP_FIELD_KIND_BOOLEAN.rawValue)
            entry.value.value.boolean = 1
            return entry
        }
        let reply = flags.withUnsafeMutableBufferPointer { flags in
            var properties = [amqp_table_entry_t(), amqp_table_entry_t()]
            properties[0].key = Self.bytes("capabilities")
            properties[0].value.kind = UInt8(AMQP_FIELD_KIND_TABLE.rawValue)
            properties[0].value.value.table = amqp_table_t(num_entries: Int32(flags.count), entries: flags.baseAddress)
            return name.withCString { name in
                properties[1].key = Self.bytes("connection_name")
                properties[1].value.kind = UInt8(AMQP_FIELD_KIND_UTF8.rawValue)
                properties[1].value.value.bytes = amqp_cstring_bytes(name)
                return properties.withUnsafeMutableBufferPointer { properties in
                    var table = amqp_table_t(num_entries: Int32(properties.count), entries: properties.baseAddress)
                    return stoat_amqp_login(
                        state,
                        settings.virtualHost,
                        AMQP_DEFAULT_FRAME_SIZE,
                        Int32(clamping: max(1, settings.heartbeat.components.seconds)),
                        &table,
                        settings.username,
                        settings.password
                    )
                }
            }
        }
        do {
            try check(reply, on: 0)
        } catch let error as MessagingError {
            throw error
        } catch let refusal as AMQPRefusal where refusal.code == 403 {
            throw MessagingError(
                .unauthorized,
                "RabbitMQ at \(address) refuses the login of \(settings.username): wrong user or password"
            )
        } catch {
            throw MessagingError(.failed, "RabbitMQ at \(address): \(error)")
        }
    }

    /// Says good-bye; the socket is closed when the connection is released.
    func close() {
        // Whether the broker answers makes no difference any more.
        _ = amqp_connection_close(state, AMQP_REPLY_SUCCESS)
    }

    // MARK: - Checks

    /// Throws the refusal or failure behind the answer to a call, if it is one.
    func check(_ reply: amqp_rpc_reply_t, on channel: UInt16) throws {
        switch reply.reply_type {
        case AMQP_RESPONSE_NORMAL:
            return
        case AMQP_RESPONSE_LIBRARY_EXCEPTION:
            throw MessagingError(.unavailable, "RabbitMQ at \(address): \(Self.words(for: reply.library_error))")
        case AMQP_RESPONSE_SERVER_EXCEPTION:
            try refuse(reply.reply, on: channel)
        default:
            throw MessagingError(.unavailable, "RabbitMQ at \(address) closed the connection")
        }
    }

    /// Throws what a close of a channel or connection says, and confirms a channel's.
    func refuse(_ method: amqp_method_t, on channel: UInt16) throws -> Never {
        if method.id == AMQP_CHANNEL_CLOSE_METHOD,
            let close = method.decoded?.assumingMemoryBound(to: amqp_channel_close_t.self)
        {
            let refusal = AMQPRefusal(code: close.pointee.reply_code, text: String(close.pointee.reply_text))
            var answer = amqp_channel_close_ok_t()
            incomplete[channel] = nil
            try check(amqp_send_method(state, channel, AMQP_CHANNEL_CLOSE_OK_METHOD, &answer))
            throw refusal
        }
        if method.id == AMQP_CONNECTION_CLOSE_METHOD,
            let close = method.decoded?.assumingMemoryBound(to: amqp_connection_close_t.self)
        {
            let refusal = AMQPRefusal(code: close.pointee.reply_code, text: String(close.pointee.reply_text))
            if refusal.code == 403 || refusal.code == 530 { throw refusal }
            throw MessagingError(.unavailable, "RabbitMQ at \(address) closed the connection: \(refusal)")
        }
        throw MessagingError(.unavailable, "RabbitMQ at \(address) answered something unexpected")
    }

    /// Throws the failure behind a status, if it is one.
    func check(_ status: Int32) throws(MessagingError) {
        guard status != AMQP_STATUS_OK.rawValue else { return }
        throw MessagingError(.unavailable, "RabbitMQ at \(address): \(Self.words(for: status))")
    }

    private static func words(for status: Int32) -> String { String(cString: amqp_error_string2(status)) }

    private static func bytes(_ text: StaticString) -> amqp_bytes_t {
        amqp_bytes_t(len: text.utf8CodeUnitCount, bytes: UnsafeMutableRawPointer(mutating: text.utf8Start))
    }
}

extension Duration {
    /// For C libraries.
    fileprivate var timeval: timeval {
        let (seconds, attoseconds) = components
        return Glibc.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
