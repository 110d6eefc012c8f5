internal import HTTPTypes
public import StoatMessaging
internal import StoatModels

/// Counts requests per caller, bucket and resource in fixed windows and refuses those above the limit.
public struct RateLimiter: Sendable {
    private let cache: any SharedCache
    private let isEnabled: Bool
    private let window: Duration
    private let limits: [RateLimitBucket.Name: Int]
    private let exemptCallers: Set<String>
    private let exemptNetworks: [IPNetwork]

    /// A limiter over the shared cache, so that all processes count together.
    public init(cache: any SharedCache, settings: Settings.API.RateLimits = Settings.API.RateLimits()) {
        self.cache = cache
        self.isEnabled = settings.isEnabled
        self.window = settings.window
        self.limits = Dictionary(
            uniqueKeysWithValues: RateLimitBucket.Name.allCases.map { name in
                (name, settings.requests[name.rawValue] ?? name.defaultLimit)
            }
        )
        self.exemptCallers = Set(settings.exemptUsers.map(\.rawValue))
        self.exemptNetworks = settings.exemptAddresses.compactMap(IPNetwork.init)
    }

    /// Counts a request.
    ///
    /// - Returns: The state of its window, or `nil` for a caller that is never counted.
    func count(_ bucket: RateLimitBucket, identity: Identity?, address: () -> IPAddress?) async -> CountedRequest? {
        guard isEnabled else { return nil }
        let caller: String
        if let identity, let id = identity.caller {
            if let user = identity.user?.id.rawValue, exemptCallers.contains(user) { return nil }
            if !exemptNetworks.isEmpty, let address = address(), isExempt(address) { return nil }
            caller = id
        } else {
            guard let address = address() else { return nil }
            if isExempt(address) { return nil }
            caller = address.subscriber
        }
        // A resource longer than any id is somebody's nonsense; its prefix will do.
        let key = "\(caller)/\(bucket.name.rawValue)/\(bucket.resource?.prefix(64) ?? "")"
        let limit = limits[bucket.name] ?? bucket.name.defaultLimit
        let state = await cache.countRequest(bucket: key, limit: limit, window: window)
        return CountedRequest(bucket: StableHash.of(key), limit: limit, state: state)
    }

    private func isExempt(_ address: IPAddress) -> Bool { exemptNetworks.contains { $0.contains(address) } }
}

/// A request that was counted, and its window.
public struct CountedRequest: Sendable, Equatable {
    /// Names caller, bucket and resource for clients: opaque, but the same for the same three.
    public let bucket: UInt64
    /// Requests allowed per window.
    public let limit: Int
    /// Requests left in the window.
    public let remaining: Int
    /// Milliseconds until the window ends.
    public let resetAfter: Int64
    /// Whether this request is above the limit.
    public let isExceeded: Bool

    init(bucket: UInt64, limit: Int, state: RateLimitState) {
        self.bucket = bucket
        self.limit = limit
        self.remaining = max(0, limit - state.count)
        self.resetAfter = max(0, state.resetAfter.milliseconds)
        self.isExceeded = state.count > limit
    }
}

/// The 64-bit FNV-1a hash: the same in every process and version.
///
/// Not for secrets.
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0100_0000_01B3 }
    }
}

extension Duration {
    /// Whole milliseconds, cut off.
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
