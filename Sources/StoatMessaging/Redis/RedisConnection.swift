import CHiredis
import Glibc

/// One open connection. Confined to the thread that opened it.
final class RedisConnection {
    private let context: UnsafeMutablePointer<redisContext>

    /// Connects, authenticates and selects the database; blocks up to the settings' limits.
    init(_ settings: RedisSettings) throws(MessagingError) {
        let limit = settings.connectTimeout.timeval
        let opened =
            switch settings.address {
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(clamping: port), limit)
            case .unix(let path): redisConnectUnixWithTimeout(path, limit)
            }
        guard let opened else { throw MessagingError(.failed, "out of memory") }
        self.context = opened
        try check(opened.pointee.err == 0, "cannot connect to Redis at \(settings.description)")
        _ = fcntl(opened.pointee.fd, F_SETFD, FD_CLOEXEC)
        redisSetTimeout(opened, settings.commandTimeout.timeval)
        redisEnableKeepAlive(opened)
        try authenticate(settings)
    }

    deinit { redisFree(context) }

    /// For `poll`.
    var descriptor: Int32 { context.pointee.fd }

    private func authenticate(_ settings: RedisSettings) throws(MessagingError) {
        var hello = RedisCommands()
        if let password = settings.password {
            hello.add("AUTH", [settings.username, password].compactMap(\.self))
        }
        hello.add("SELECT", String(settings.database))
        for reply in try exchange(hello) {
            guard let words = reply.error else { continue }
            let refusals = [
                "WRONGPASS", "NOAUTH", "NOPERM", "ERR invalid password", "ERR AUTH", "ERR Client sent AUTH",
            ]
            if refusals.contains(where: words.hasPrefix) {
                throw MessagingError(.unauthorized, "Redis at \(settings.description) refuses the login: \(words)")
            }
            throw MessagingError(
                words.hasPrefix("LOADING") ? .unavailable : .failed,
                "Redis at \(settings.description): \(words)"
            )
        }
    }

    /// Sends the commands and waits for every reply.
    func exchange(_ commands: RedisCommands) throws(MessagingError) -> [RedisReply] {
        try send(commands)
        var replies: [RedisReply] = []
        while replies.count < commands.count {
            try receive()
            while let reply = try next() { replies.append(reply) }
        }
        return replies
    }

    /// Writes the commands to the socket, waiting while its buffer is full.
    func send(_ commands: RedisCommands) throws(MessagingError) {
        let status = commands.bytes.withUnsafeBytes { bytes in
            redisAppendFormattedCommand(
                context,
                bytes.baseAddress?.assumingMemoryBound(to: CChar.self),
                bytes.count
            )
        }
        try check(status == REDIS_OK, "writing")
        var isDone: Int32 = 0
        while isDone == 0 { try check(redisBufferWrite(context, &isDone) == REDIS_OK, "writing") }
    }

    /// Reads what has arrived; blocks up to the command time-out when nothing has.
    func receive() throws(MessagingError) {
        try check(redisBufferRead(context) == REDIS_OK, "reading")
    }

    /// The next complete reply among what was read.
    func next() throws(MessagingError) -> RedisReply? {
        var raw: UnsafeMutableRawPointer?
        try check(redisGetReplyFromReader(context, &raw) == REDIS_OK, "reading")
        guard let raw else { return nil }
        defer { freeReplyObject(raw) }
        return Self.copy(raw.assumingMemoryBound(to: redisReply.self))
    }

    private static func copy(_ reply: UnsafePointer<redisReply>) -> RedisReply {
        let raw = reply.pointee
        switch raw.type {
        case REDIS_REPLY_INTEGER: return .integer(raw.integer)
        case REDIS_REPLY_STRING: return .bytes(bytes(raw))
        case REDIS_REPLY_STATUS: return .status(String(decoding: bytes(raw), as: UTF8.self))
        case REDIS_REPLY_ERROR: return .error(String(decoding: bytes(raw), as: UTF8.self))
        case REDIS_REPLY_ARRAY:
            return .array((0..<raw.elements).map { index in raw.element[index].map { copy($0) } ?? .null })
        default: return .null
        }
    }

    private static func bytes(_ reply: redisReply) -> [UInt8] {
        Array(UnsafeRawBufferPointer(start: reply.str, count: reply.len))
    }

    private func check(_ isFine: Bool, _ what: String) throws(MessagingError) {
        guard !isFine else { return }
        let words = withUnsafeBytes(of: context.pointee.errstr) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        throw MessagingError(.unavailable, "\(what): \(words)")
    }
}

extension Duration {
    /// For C libraries.
    fileprivate var timeval: timeval {
        let (seconds, attoseconds) = components
        return Glibc.timeval(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}
