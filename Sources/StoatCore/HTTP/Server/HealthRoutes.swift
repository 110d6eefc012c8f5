internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StoatModels

extension RouteTable {
    /// Adds `GET /health` (this process answers) and `GET /ready` (what it depends on does, each named).
    ///
    /// Neither counts against any limit. A process that is not ready answers 503 with the same object, typed as an
    /// error.
    public mutating func addHealth(_ probe: ReadinessProbe) {
        on(.get, "/health", isRateLimited: false) { _, _ -> Object in ["status": "ok"] }
        on(.get, "/ready", isRateLimited: false) { _, _ -> Response in
            let states = await probe.ask()
            let dependencies = Object(states.map { ($0.name, .string($0.isReady ? "ok" : "unavailable")) })
            if states.allSatisfy(\.isReady) {
                return .json(["status": "ready", "dependencies": .object(dependencies)] as Object)
            }
            var body = APIError(.serviceUnavailable).wireObject
            body.append("status", "unavailable")
            body.append("dependencies", .object(dependencies))
            return .json(body, status: .serviceUnavailable)
        }
    }

    /// Adds `GET /metrics`.
    ///
    /// For the operator listener only.
    public mutating func addMetrics(_ registry: MetricsRegistry) {
        on(.get, "/metrics", isRateLimited: false) { _, _ -> Response in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: await registry.render())
            )
        }
    }
}
