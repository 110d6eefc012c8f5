/// An error meant for the client: what is wrong, and where in this code it was found.
///
/// Wire name, HTTP status and extra fields follow from the kind alone (`APIErrorKind+Wire.swift`).
public struct APIError: Error, Sendable {
    /// What is wrong.
    public let kind: Kind
    /// The file that made the error, as `Module/File.swift`.
    public let file: String
    /// The line that made the error.
    public let line: Int

    /// An error made at the caller's place.
    public init(_ kind: Kind, file: String = #fileID, line: Int = #line) {
        self.kind = kind
        self.file = file
        self.line = line
    }

    /// The HTTP status to answer with.
    public var status: Int { kind.wire.status }

    /// The body: `type`, the kind's fields, then `location`, which clients only display.
    public var wireObject: Object {
        let wire = kind.wire
        var body = Object()
        body.reserve(wire.fields.count + 2)
        body.append("type", .string(wire.name))
        for (key, value) in wire.fields { body.append(key, value) }
        // The one body that never had a location; clients match it whole.
        if case .disallowedContactSupport = kind { return body }
        body.append("location", .string("\(file):\(line)"))
        return body
    }
}

extension APIError: CustomStringConvertible {
    /// The name and the place, for the log.
    public var description: String { "\(kind.wire.name) at \(file):\(line)" }
}
