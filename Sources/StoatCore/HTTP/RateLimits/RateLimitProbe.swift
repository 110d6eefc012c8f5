internal import StoatModels

extension RouteTable {
    /// Adds `GET /ratelimit`: the caller's own `any` window, this request included.
    public mutating func addRateLimitProbe() {
        get("/ratelimit") { _, context -> Object in
            guard let window = context.rateLimit else { throw APIError(.notFound) }
            return [
                "key": .string(String(window.bucket)), "limit": .int(Int64(window.limit)),
                "remaining": .int(Int64(window.remaining)), "reset": .int(window.resetAfter),
            ]
        }
    }
}
