internal import HTTPTypes

/// Which requests of a listener are counted, and under what.
public enum RateLimitPlan: Sendable {
    /// The REST API: every request has a bucket.
    case api
    /// The file server: uploads are counted by tag, reading is not.
    case files
    /// The GIF search: what may ask the provider is counted, each route on its own.
    case gifs

    /// The bucket of a request, or `nil` for one that is not counted.
    func bucket(_ method: HTTPRequest.Method, _ path: [Substring]) -> RateLimitBucket? {
        switch self {
        case .api: .of(method, path)
        case .files: method == .post && path.count == 1 ? RateLimitBucket(.upload, path[0]) : nil
        case .gifs: path.count == 1 ? Self.gifs(path[0]) : nil
        }
    }

    private static func gifs(_ route: Substring) -> RateLimitBucket? {
        switch route {
        case "categories": RateLimitBucket(.gifCategories)
        case "trending": RateLimitBucket(.gifTrending)
        case "search": RateLimitBucket(.gifSearch)
        default: nil
        }
    }
}
