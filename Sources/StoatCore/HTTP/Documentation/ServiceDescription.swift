public import StoatModels

/// What a service offers to clients, route by route; an OpenAPI document and the page at `/scalar` are written from it.
public struct ServiceDescription: Sendable {
    /// The name of the service.
    public let title: String
    /// What it is for, in a sentence or two.
    public let summary: String
    /// The routes, in the order in which they are shown.
    public let operations: [Operation]

    /// A service of this name with these routes.
    public init(title: String, summary: String, operations: [Operation]) {
        self.title = title
        self.summary = summary
        self.operations = operations
    }

    /// One method of one path.
    public struct Operation: Sendable {
        /// In lower case, as OpenAPI writes it.
        public let method: String
        /// The path as route tables write it, with `:name` for captured segments.
        public let template: String
        let summary: String
        let needsUser: Bool
        let parameters: [Parameter]
        let body: Body?
        let answers: [Answer]

        /// - Parameters:
        ///   - needsUser: whether the token of a session or a bot must come with it.
        ///   - answers: what it may answer, apart from what every route may.
        public init(
            _ method: String,
            _ template: String,
            _ summary: String,
            needsUser: Bool = false,
            parameters: [Parameter] = [],
            body: Body? = nil,
            answers: [Answer]
        ) {
            self.method = method
            self.template = template
            self.summary = summary
            self.needsUser = needsUser
            self.parameters = parameters
            self.body = body
            self.answers = answers
        }

        /// The path as OpenAPI writes it, with `{name}` for captured segments.
        var path: String {
            "/"
                + template.split(separator: "/")
                .map { $0.first == ":" ? "{\($0.dropFirst())}" : String($0) }
                .joined(separator: "/")
        }
    }

    /// A value that a request names in its path or query.
    public struct Parameter: Sendable {
        let name: String
        let place: String
        let summary: String
        let isRequired: Bool
        let schema: Object

        /// A captured segment of the path.
        public static func path(_ name: String, _ summary: String, _ schema: Object = ["type": "string"]) -> Parameter {
            Parameter(name: name, place: "path", summary: summary, isRequired: true, schema: schema)
        }

        /// A parameter of the query.
        public static func query(
            _ name: String,
            _ summary: String,
            isRequired: Bool = false,
            _ schema: Object = ["type": "string"]
        ) -> Parameter {
            Parameter(name: name, place: "query", summary: summary, isRequired: isRequired, schema: schema)
        }
    }

    /// What a request carries.
    public struct Body: Sendable {
        let mediaType: String
        let schema: Object

        /// A body of this media type and shape.
        public init(_ mediaType: String, _ schema: Object) {
            self.mediaType = mediaType
            self.schema = schema
        }
    }

    /// One way in which a request may end.
    public struct Answer: Sendable {
        let status: Int
        let summary: String
        let body: Body?

        /// An answer with this status; `nil` for one without a body.
        public init(_ status: Int, _ summary: String, _ body: Body? = nil) {
            self.status = status
            self.summary = summary
            self.body = body
        }

        /// 200 with JSON of this shape.
        public static func json(_ summary: String, _ schema: Object) -> Answer {
            Answer(200, summary, Body("application/json", schema))
        }

        /// A typed error.
        public static func error(_ status: Int, _ type: String, _ summary: String) -> Answer {
            Answer(status, "\(type): \(summary)", Body("application/json", ServiceDescription.errorShape))
        }
    }

    private static let errorShape: Object = [
        "type": "object", "required": ["type"], "properties": ["type": ["type": "string"]],
    ]
}
