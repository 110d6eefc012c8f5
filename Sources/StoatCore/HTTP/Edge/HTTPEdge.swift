internal import HTTPTypes
public import Hummingbird
internal import Logging
internal import NIOHTTP1
internal import StoatModels

/// The outermost layer of every listener: what all requests have in common happens here, in this order.
///
/// Preflights are answered; the tokens are resolved; the request is counted; the route runs. Whatever goes wrong on
/// that way, also for paths that do not exist, ends as a typed JSON error, and every answer gets the same headers.
public struct HTTPEdge: HTTPResponder {
    private let table: RouteTable
    private let options: EdgeOptions
    private let metrics: HTTPMetrics?
    private let requestIDs = RequestIDs()

    /// An edge over these routes; `listener` labels its metrics.
    public init(_ table: RouteTable, listener: String, options: EdgeOptions) {
        self.table = table
        self.options = options
        self.metrics = options.metrics.map { HTTPMetrics(table, listener: listener, registry: $0) }
    }

    /// Answers a request.
    ///
    /// - Throws: Only what the HTTP parser throws, which ends the connection.
    public func respond(to request: Request, context connection: ConnectionContext) async throws -> Response {
        let started = ContinuousClock.now
        let target = RequestTarget(request.head.path ?? "/")
        let match = table.match(request.method, target.segments)
        var context = APIContext(
            request,
            query: target.query,
            requestID: requestIDs.next(),
            connection: connection,
            options: options
        )
        var response: Response
        do {
            response = try await answer(request, target, match, &context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            response = failure(error, match?.route, context)
        }
        if request.method == .head { response = response.createHeadResponse() }
        addHeaders(to: &response, request, context)
        finish(match?.route, request, response, context, started.duration(to: .now))
        return response
    }

    private func answer(
        _ request: Request,
        _ target: RequestTarget,
        _ match: (route: Route, parameters: PathParameters)?,
        _ context: inout APIContext
    ) async throws -> Response {
        if request.method == .options { return CORS.preflight(request) }
        if let identify = options.identify, hasToken(request) {
            context.identity = try await identify(request.headers)
        }
        if let limiter = options.rateLimiter, match?.route.isRateLimited ?? true,
            let bucket = options.rateLimitPlan.bucket(request.method, target.segments)
        {
            let caller = context
            let window = await limiter.count(bucket, identity: caller.identity) { caller.clientAddress }
            context.rateLimit = window
            if let window, window.isExceeded {
                return .json(["retry_after": .int(window.resetAfter)] as Object, status: .tooManyRequests)
            }
        }
        guard let match else { throw APIError(.notFound) }
        context.parameters = match.parameters
        return try await match.route.handler(request, context)
    }

    private func hasToken(_ request: Request) -> Bool {
        request.headers.contains { $0.name == .sessionToken || $0.name == .botToken }
    }

    private func failure(_ error: any Error, _ route: Route?, _ context: APIContext) -> Response {
        let visible = ErrorTranslation.translate(error)
        if visible.status >= 500 {
            context.logger.log(
                level: visible.status == 503 ? .warning : .error,
                "Request failed",
                metadata: [
                    LogKey.route: .string(route?.template ?? "none"),
                    LogKey.error: .string("\(error)"),
                    LogKey.status: .stringConvertible(visible.status),
                ]
            )
        }
        return .error(visible)
    }

    private func addHeaders(to response: inout Response, _ request: Request, _ context: APIContext) {
        response.headers.reserveCapacity(response.headers.count + 14)
        CORS.apply(to: &response.headers, origin: request.headers.first(.origin))
        response.headers.add(.contentTypeOptions, "nosniff")
        response.headers.add(.frameOptions, "SAMEORIGIN")
        response.headers.add(.permissionsPolicy, "interest-cohort=()")
        response.headers.add(.requestID, context.requestID)
        guard let window = context.rateLimit else { return }
        response.headers.add(.rateLimit, String(window.limit))
        response.headers.add(.rateLimitBucket, String(window.bucket))
        response.headers.add(.rateLimitRemaining, String(window.remaining))
        response.headers.add(.rateLimitResetAfter, String(window.resetAfter))
    }

    private func finish(
        _ route: Route?,
        _ request: Request,
        _ response: Response,
        _ context: APIContext,
        _ duration: Duration
    ) {
        metrics?.record(route, status: response.status.code, duration: duration)
        guard options.logger.logLevel <= .debug else { return }
        // The template, not the path: paths carry secrets, such as the tokens of webhooks and of e-mail links.
        context.logger.debug(
            "Request",
            metadata: [
                LogKey.method: .string(request.method.rawValue),
                LogKey.route: .string(route?.template ?? "none"),
                LogKey.status: .stringConvertible(response.status.code),
                LogKey.duration: .stringConvertible(duration.milliseconds),
            ]
        )
    }
}
