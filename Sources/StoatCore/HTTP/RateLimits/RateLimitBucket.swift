internal import HTTPTypes

/// What a request is counted under: a named bucket and, for some, the resource that has one of its own.
struct RateLimitBucket: Sendable, Equatable {
    /// The kinds of buckets.
    enum Name: String, Sendable, CaseIterable {
        case userEdit = "user_edit"
        case defaultAvatar = "default_avatar"
        case users
        case bots
        case messaging
        case channels
        case servers
        case authDelete = "auth_delete"
        case auth
        case swagger
        case safetyReport = "safety_report"
        case safety
        case any
        case upload
        case gifCategories = "gif_categories"
        case gifTrending = "gif_trending"
        case gifSearch = "gif_search"

        /// Requests per window, as upstream.
        var defaultLimit: Int {
            switch self {
            case .gifCategories, .userEdit: 2
            case .safetyReport: 3
            case .gifTrending, .servers: 5
            case .bots, .gifSearch, .messaging, .upload: 10
            case .auth, .channels, .safety: 15
            case .any, .users: 20
            case .swagger: 100
            case .authDelete, .defaultAvatar: 255
            }
        }
    }

    let name: Name
    let resource: Substring?

    init(_ name: Name, _ resource: Substring? = nil) {
        self.name = name
        self.resource = resource
    }

    /// The bucket of a request; the first row that matches wins.
    static func of(_ method: HTTPRequest.Method, _ path: [Substring]) -> RateLimitBucket {
        let second = path.count > 1 ? path[1] : nil
        let third = path.count > 2 ? path[2] : nil
        switch path.first {
        case "users":
            if let second, method == .patch { return RateLimitBucket(.userEdit, second) }
            if third == "default_avatar" { return RateLimitBucket(.defaultAvatar) }
            return RateLimitBucket(.users)
        case "bots": return RateLimitBucket(.bots)
        case "channels":
            guard let second else { return RateLimitBucket(.any) }
            return RateLimitBucket(method == .post && third == "messages" ? .messaging : .channels, second)
        case "servers":
            guard let second else { return RateLimitBucket(.any) }
            return RateLimitBucket(.servers, second)
        case "auth": return RateLimitBucket(method == .delete ? .authDelete : .auth)
        case "swagger": return RateLimitBucket(.swagger)
        case "safety":
            return second == "report" ? RateLimitBucket(.safetyReport, "report") : RateLimitBucket(.safety)
        default: return RateLimitBucket(.any)
        }
    }
}
