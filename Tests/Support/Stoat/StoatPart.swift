/// A part of a deployment that scenarios end and start: one of our processes, or a server they depend on.
public protocol StoatPart: Sendable {
    /// The name in logs and scenarios.
    var name: String { get }

    /// Starts it on the data and ports it had, and waits until it is ready.
    func start() async throws

    /// Ends it in an orderly way and waits for the end.
    func stop() async

    /// Ends it with SIGKILL.
    func kill() async

    /// Keeps it from running, without an end of any connection.
    func freeze() async throws

    /// Lets it go on.
    func thaw() async

    /// The end of its log.
    var log: String { get async }
}

extension StoatProcess: StoatPart {}

extension MongoServer: StoatPart {
    public var name: String { "mongo" }
}
