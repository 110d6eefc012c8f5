public import ServiceLifecycle
public import StoatCore

/// A service that an executable can run, before there is anything to run it with.
public struct LaunchableService: Sendable {
    /// What it is called on the command line and in logs.
    public let name: String
    let make: @Sendable (Core, MetricsRegistry) -> any Service

    /// A service that is made from the core of its process.
    public init(_ name: String, make: @escaping @Sendable (Core, MetricsRegistry) -> any Service) {
        self.name = name
        self.make = make
    }
}
