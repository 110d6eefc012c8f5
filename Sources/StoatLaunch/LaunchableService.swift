public import ServiceLifecycle
public import StoatCore

/// A service that an executable can run, before there is anything to run it with.
public struct LaunchableService: Sendable {
    /// What it is called on the command line and in logs.
    public let name: String
    let address: @Sendable (Settings) -> ListenAddress
    let make: @Sendable (Core, MetricsRegistry) -> any Service

    /// A service that listens at `address` and is made from the core of its process.
    public init(
        _ name: String,
        address: @escaping @Sendable (Settings) -> ListenAddress,
        make: @escaping @Sendable (Core, MetricsRegistry) -> any Service
    ) {
        self.name = name
        self.address = address
        self.make = make
    }
}
