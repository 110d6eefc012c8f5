public import HTTPTypes
public import Logging

/// What the edge of one listener does besides routing.
public struct EdgeOptions: Sendable {
    /// Finds whom the tokens of a request name; `nil` for a listener without callers.
    ///
    /// Called once per request that carries a token, before the request is counted.
    public var identify: (@Sendable (HTTPFields) async throws -> Identity?)?
    /// Counts requests; `nil` for a listener without limits.
    public var rateLimiter: RateLimiter?
    /// Which requests are counted together.
    public var rateLimitPlan = RateLimitPlan.api
    /// Finds the client's address.
    public var clientAddress = ClientAddressPolicy()
    /// Where request lines (`debug`) and failures (`error`, `warning`) go.
    public var logger: Logger
    /// Where requests are counted and timed; `nil` to skip that.
    public var metrics: MetricsRegistry?

    /// Options with a logger and nothing else.
    public init(logger: Logger) { self.logger = logger }
}
