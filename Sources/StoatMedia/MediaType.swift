internal import CVips

/// A media type as stored and sent.
public struct MediaType: Sendable, Hashable {
    /// Its name, like `image/png`.
    public let name: String

    /// A type of a name.
    public init(_ name: String) { self.name = name }
}
