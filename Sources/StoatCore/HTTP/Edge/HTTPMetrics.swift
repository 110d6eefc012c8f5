internal import HTTPTypes

/// Counts and times the requests of one listener, by route template and class of status.
struct HTTPMetrics: Sendable {
    private struct PerRoute: Sendable {
        let byStatus: [Counter]
        let duration: Histogram
    }

    private let routes: [PerRoute]
    private let unmatched: PerRoute

    init(_ table: RouteTable, listener: String, registry: MetricsRegistry) {
        func perRoute(_ method: String, _ template: String) -> PerRoute {
            let labels = [("listener", listener), ("method", method), ("route", template)]
            return PerRoute(
                byStatus: ["1xx", "2xx", "3xx", "4xx", "5xx"].map { status in
                    registry.counter(
                        "stoat_http_requests_total",
                        "Requests answered.",
                        labels: labels + [("status", status)]
                    )
                },
                duration: registry.histogram(
                    "stoat_http_request_duration_seconds",
                    "Time from the request's head to its answer.",
                    labels: labels
                )
            )
        }
        self.routes = table.routes.map { perRoute($0.method.rawValue, $0.template) }
        self.unmatched = perRoute("any", "none")
    }

    func record(_ route: Route?, status: Int, duration: Duration) {
        let counters = route.map { routes[$0.index] } ?? unmatched
        counters.byStatus[min(max(status / 100 - 1, 0), 4)].increment()
        counters.duration.record(duration)
    }
}
