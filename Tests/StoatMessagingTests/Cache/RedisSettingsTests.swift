import StoatMessaging
import Testing

@Suite("Redis URL", .tags(.messaging))
struct RedisSettingsTests {
    @Test(
        "is read in every form",
        arguments: [
            ("redis://redis/", "redis:6379/0", nil, nil),
            ("redis://localhost:7000/3", "localhost:7000/3", nil, nil),
            ("redis://:p%40ss@host:1/", "host:1/0", nil, "p@ss"),
            ("redis://user:secret@host", "host:6379/0", "user", "secret"),
            ("redis://[::1]:6380", "::1:6380/0", nil, nil),
            ("unix:///run/redis.sock?db=2", "/run/redis.sock/2", nil, nil),
        ] as [(String, String, String?, String?)]
    )
    func forms(url: String, description: String, username: String?, password: String?) throws {
        let settings = try RedisSettings(url: url)
        #expect(settings.description == description)
        #expect(settings.username == username)
        #expect(settings.password == password)
    }

    @Test(
        "is refused with a reason and without its password",
        arguments: [
            ("rediss://:geheim@host", "TLS"), ("http://host", "http"), ("redis://host/x", "database"),
            ("", "cannot be read"),
        ]
    )
    func refusals(url: String, reason: String) {
        let error = #expect(throws: MessagingError.self) { try RedisSettings(url: url) }
        #expect(error?.message.contains(reason) == true)
        #expect(error?.message.contains("geheim") == false)
    }
}
