/// Where RabbitMQ is and how long to wait for it; the defaults are those of `[rabbit]` in `Revolt.toml`.
public struct RabbitSettings: Sendable, Equatable {
    /// Name or number of the host.
    public var host = "rabbit"
    /// The AMQP port.
    public var port = 5672
    /// The user, used as written: upstream does not percent-decode it.
    public var username = "rabbituser"
    /// The password, used as written.
    public var password = "rabbitpass"
    /// The virtual host.
    public var virtualHost = "/"
    /// Begins the names of exchanges and queues that upstream does not have.
    public var prefix = "stoat."
    /// Longest time to open a connection, and for the answer to a declaration.
    public var timeout: Duration = .seconds(5)
    /// How often both sides show that they live; a side that is silent for two of these is given up.
    public var heartbeat: Duration = .seconds(10)
    /// Waits between attempts to reconnect.
    public var reconnects: BackOff = .reconnects
    /// Events that may wait for the broker before further ones are refused.
    public var bufferedEvents = 100_000
    /// Bytes of those events.
    public var bufferedBytes = 64 << 20
    /// How long a gateway's queue collects while its gateway is not connected.
    public var queueLifetime: Duration = .seconds(60)
    /// Events that a gateway's queue holds before it drops the oldest, which its gateway notices.
    public var queueLength = 100_000
    /// How long a task waits for the broker before it is kept elsewhere or refused.
    public var taskTimeout: Duration = .seconds(3)

    /// Upstream's defaults.
    public init() {}

    /// The address without credentials, for logs.
    var description: String { "\(host):\(port)\(virtualHost == "/" ? "" : "/" + virtualHost)" }
}
