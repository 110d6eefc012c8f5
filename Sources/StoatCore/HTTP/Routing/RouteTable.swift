public import HTTPTypes
public import Hummingbird

/// Answers one request.
public typealias RouteHandler = @Sendable (Request, APIContext) async throws -> Response

/// One route: what it matches and who answers.
public struct Route: Sendable {
    /// The HTTP method.
    public let method: HTTPRequest.Method
    /// The path with `:name` for captured segments; the label of logs and metrics.
    public let template: String
    /// Whether callers are counted and refused; not so for probes.
    public let isRateLimited: Bool
    let parameterNames: [String]
    let handler: RouteHandler
    /// Its place in ``RouteTable/routes``.
    let index: Int
}

/// The routes of one listener.
///
/// Static segments win over captured ones, but a static segment that leads nowhere gives way: `GET /users/@me/profile`
/// reaches `/users/:target/profile` although `/users/@me` exists. `HEAD` is served by `GET` routes.
public struct RouteTable: Sendable {
    /// All routes in the order they were added.
    public private(set) var routes: [Route] = []
    private var nodes: [Node] = [Node()]

    private struct Node: Sendable {
        var literals: [Substring: Int] = [:]
        var capture: Int?
        var routes: [HTTPRequest.Method: Int] = [:]
    }

    /// A table without routes.
    public init() {}

    /// Adds a route; each method and template may be added once.
    public mutating func on<Answer: HTTPAnswer>(
        _ method: HTTPRequest.Method,
        _ template: String,
        isRateLimited: Bool = true,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Answer
    ) {
        var node = 0
        var names: [String] = []
        for segment in template.split(separator: "/") {
            if segment.first == ":" {
                names.append(String(segment.dropFirst()))
                let next = nodes[node].capture ?? addNode()
                nodes[node].capture = next
                node = next
            } else {
                let next = nodes[node].literals[segment] ?? addNode()
                nodes[node].literals[segment] = next
                node = next
            }
        }
        precondition(nodes[node].routes[method] == nil, "\(method) \(template) was added before")
        nodes[node].routes[method] = routes.count
        routes.append(
            Route(
                method: method,
                template: template,
                isRateLimited: isRateLimited,
                parameterNames: names,
                handler: { try await handler($0, $1).response() },
                index: routes.count
            )
        )
    }

    private mutating func addNode() -> Int {
        nodes.append(Node())
        return nodes.count - 1
    }

    /// Adds a `GET` route.
    public mutating func get<Answer: HTTPAnswer>(
        _ template: String,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Answer
    ) { on(.get, template, handler: handler) }

    /// Adds a `POST` route.
    public mutating func post<Answer: HTTPAnswer>(
        _ template: String,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Answer
    ) { on(.post, template, handler: handler) }

    /// Adds a `PUT` route.
    public mutating func put<Answer: HTTPAnswer>(
        _ template: String,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Answer
    ) { on(.put, template, handler: handler) }

    /// Adds a `PATCH` route.
    public mutating func patch<Answer: HTTPAnswer>(
        _ template: String,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Answer
    ) { on(.patch, template, handler: handler) }

    /// Adds a `DELETE` route.
    public mutating func delete<Answer: HTTPAnswer>(
        _ template: String,
        handler: @escaping @Sendable (Request, APIContext) async throws -> Answer
    ) { on(.delete, template, handler: handler) }

    /// The route of a request with its captured segments, or `nil` when there is none for this path and method.
    func match(_ method: HTTPRequest.Method, _ segments: [Substring]) -> (route: Route, parameters: PathParameters)? {
        var captured: [Substring] = []
        guard let index = find(method == .head ? .get : method, segments[...], from: 0, &captured) else { return nil }
        let route = routes[index]
        return (route, PathParameters(names: route.parameterNames, values: captured))
    }

    private func find(
        _ method: HTTPRequest.Method,
        _ segments: ArraySlice<Substring>,
        from node: Int,
        _ captured: inout [Substring]
    ) -> Int? {
        guard let segment = segments.first else { return nodes[node].routes[method] }
        let rest = segments.dropFirst()
        if let next = nodes[node].literals[segment], let found = find(method, rest, from: next, &captured) {
            return found
        }
        guard let next = nodes[node].capture else { return nil }
        captured.append(segment)
        if let found = find(method, rest, from: next, &captured) { return found }
        captured.removeLast()
        return nil
    }
}
