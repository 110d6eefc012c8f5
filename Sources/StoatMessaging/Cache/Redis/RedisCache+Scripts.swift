extension RedisCache {
    /// Stores a copy only while the key still holds the tombstone that the reader saw.
    static let fillScript = RedisScript(
        source: """
            if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
            return 1
            """,
        name: "fill"
    )

    /// Counts one request in a fixed window; answers the count and the milliseconds that are left.
    static let countScript = RedisScript(
        source: """
            local count = redis.call('INCR', KEYS[1])
            local left = count > 1 and redis.call('PTTL', KEYS[1]) or -1
            if left < 0 then
                redis.call('PEXPIRE', KEYS[1], ARGV[1])
                left = tonumber(ARGV[1])
            end
            return {count, left}
            """,
        name: "count"
    )

    /// Drops every cached copy.
    static let dropAllScript = RedisScript(
        source: """
            local cursor = '0'
            repeat
                local page = redis.call('SCAN', cursor, 'MATCH', ARGV[1], 'COUNT', 1000)
                cursor = page[1]
                if #page[2] > 0 then redis.call('UNLINK', unpack(page[2])) end
            until cursor == '0'
            return 1
            """,
        name: "drop all"
    )
}
