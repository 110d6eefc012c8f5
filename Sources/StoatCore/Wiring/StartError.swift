/// Why a process cannot start, in one line for the operator.
public struct StartError: Error, Sendable, CustomStringConvertible {
    /// The line.
    public let description: String
    /// Whether the configuration is to blame, rather than something outside.
    public let isConfiguration: Bool

    /// A reason.
    public init(_ description: String, isConfiguration: Bool = false) {
        self.description = description
        self.isConfiguration = isConfiguration
    }
}
