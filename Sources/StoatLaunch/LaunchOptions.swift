public import ArgumentParser

/// What every service understands on its command line.
public struct LaunchOptions: ParsableArguments {
    /// The configuration file; without it, files are searched for.
    @Option(help: "Configuration file, instead of every Revolt.toml from this folder up to /.")
    public var config: String?

    /// Nothing given.
    public init() {}
}
