/// The scripts behind ``RedisPresence``.
///
/// `online` and `sessions:<user>` are upstream's keys and are read by others. `<prefix>gateways` is a sorted set of
/// gateways by the end of their lease, on the server's clock; `<prefix>gateway:<name>` holds the sessions of one as
/// `<user>:<session>`.
extension RedisPresence {
    /// Adds sessions of one gateway; answers for each whether it is the user's first.
    ///
    /// KEYS: online, the gateway's sessions. ARGV: user, session, user, session …
    static let connectScript = RedisScript(
        source: """
            local first = {}
            for i = 1, #ARGV, 2 do
                local user, session = ARGV[i], ARGV[i + 1]
                local sessions = 'sessions:' .. user
                first[#first + 1] = redis.call('EXISTS', sessions) == 0 and 1 or 0
                redis.call('SADD', sessions, session)
                redis.call('SADD', KEYS[1], user)
                redis.call('SADD', KEYS[2], user .. ':' .. session)
            end
            return first
            """,
        name: "connect"
    )

    /// Removes sessions of one gateway; answers for each whether it was the user's last, and there until now.
    ///
    /// KEYS and ARGV as for connecting.
    static let disconnectScript = RedisScript(
        source: """
            local last = {}
            for i = 1, #ARGV, 2 do
                local user, session = ARGV[i], ARGV[i + 1]
                local sessions = 'sessions:' .. user
                redis.call('SREM', KEYS[2], user .. ':' .. session)
                local removed = redis.call('SREM', sessions, session)
                local isLast = removed == 1 and redis.call('EXISTS', sessions) == 0
                if isLast then redis.call('SREM', KEYS[1], user) end
                last[#last + 1] = isLast and 1 or 0
            end
            return last
            """,
        name: "disconnect"
    )

    /// Renews one lease; answers whether it still stood, and the names of gateways whose lease has run out.
    ///
    /// KEYS: gateways. ARGV: name, lease in milliseconds.
    static let renewScript = RedisScript(
        source: """
            local time = redis.call('TIME')
            local now = time[1] * 1000 + math.floor(time[2] / 1000)
            local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
            local stood = lease and tonumber(lease) >= now and 1 or 0
            redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
            return {stood, redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', '(' .. now, 'LIMIT', 0, 100)}
            """,
        name: "renew"
    )

    /// Removes some sessions of a gateway; answers whether more are left, and the users that went offline.
    ///
    /// Nothing happens when its lease was renewed meanwhile, unless it is forced. Sessions are popped, so that of
    /// several gateways that clean up at once each session falls to one.
    ///
    /// KEYS: gateways, the gateway's sessions, online. ARGV: name, how many sessions at most, forced.
    static let removeScript = RedisScript(
        source: """
            if ARGV[3] == '0' then
                local time = redis.call('TIME')
                local now = time[1] * 1000 + math.floor(time[2] / 1000)
                local lease = redis.call('ZSCORE', KEYS[1], ARGV[1])
                if lease and tonumber(lease) >= now then return {0, {}} end
            end
            local gone = {}
            for _, entry in ipairs(redis.call('SPOP', KEYS[2], ARGV[2])) do
                local user, session = entry:match('^(.*):(%d+)$')
                if user then
                    local sessions = 'sessions:' .. user
                    if redis.call('SREM', sessions, session) == 1 and redis.call('EXISTS', sessions) == 0 then
                        redis.call('SREM', KEYS[3], user)
                        gone[#gone + 1] = user
                    end
                end
            end
            local left = redis.call('EXISTS', KEYS[2])
            if left == 0 then redis.call('ZREM', KEYS[1], ARGV[1]) end
            return {left, gone}
            """,
        name: "remove"
    )

    /// Clears what another software, or an earlier release of it, left behind, if no gateway of ours is registered; then
    /// registers this one.
    ///
    /// KEYS: gateways, online, upstream's region set. ARGV: name, lease in milliseconds.
    static let takeOverScript = RedisScript(
        source: """
            if redis.call('EXISTS', KEYS[1]) == 0 then
                for _, user in ipairs(redis.call('SMEMBERS', KEYS[2])) do
                    redis.call('UNLINK', 'sessions:' .. user)
                end
                for _, entry in ipairs(redis.call('SMEMBERS', KEYS[3])) do
                    local user = entry:match('^(.*):%d+$')
                    if user then redis.call('UNLINK', 'sessions:' .. user) end
                end
                redis.call('UNLINK', KEYS[2], KEYS[3])
            end
            local time = redis.call('TIME')
            redis.call('ZADD', KEYS[1], time[1] * 1000 + math.floor(time[2] / 1000) + ARGV[2], ARGV[1])
            return 1
            """,
        name: "take over"
    )
}
