public import StoatModels

/// The values of a route's `:name` segments.
public struct PathParameters: Sendable {
    private let names: [String]
    private let values: [Substring]

    init(names: [String] = [], values: [Substring] = []) {
        self.names = names
        self.values = values
    }

    /// The decoded segment, or `nil` if the route has no such parameter.
    public subscript(name: String) -> String? {
        for (index, candidate) in names.enumerated() where candidate == name { return String(values[index]) }
        return nil
    }

    /// The segment as an identifier; any text is one.
    ///
    /// - Throws: ``APIError`` `.internalError` if the route's template does not name the parameter.
    public func require<ID: Identifier>(_ name: String, as: ID.Type = ID.self) throws -> ID {
        ID(rawValue: try text(name))
    }

    /// The segment as text.
    ///
    /// - Throws: ``APIError`` `.internalError` if the route's template does not name the parameter.
    public func text(_ name: String) throws -> String {
        guard let value = self[name] else { throw APIError(.internalError) }
        return value
    }
}
