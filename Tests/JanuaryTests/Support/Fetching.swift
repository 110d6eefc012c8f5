import Logging
import NIOCore
import Testing

@testable import January

extension WebFetcher {
    /// A fetcher that reaches no loopback address but these.
    static func test(
        allowing hosts: [String] = [],
        ports: [Int] = [],
        blocking domains: [String] = [],
        limits: FetchLimits = .test,
        resolve: (@Sendable (String) -> [String])? = nil
    ) -> WebFetcher {
        WebFetcher(
            rules: FetchRules(
                allowedHosts: hosts,
                blockedDomains: domains,
                allowedPorts: ports,
                resolve: resolve
            ),
            limits: limits,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    /// The whole body, up to a limit.
    func text(_ url: String, limit: Int = 1 << 20) async throws(FetchError) -> String {
        let resource = try await open(url, Purpose(limit: limit))
        return String(buffer: try await resource.whole())
    }

    /// What the fetch failed with; `nil` if it did not.
    func failure(_ url: String, limit: Int = 1 << 20) async -> FetchError? {
        do throws(FetchError) {
            _ = try await text(url, limit: limit)
            return nil
        } catch { return error }
    }
}

extension FetchLimits {
    /// Short enough to wait for.
    static var test: FetchLimits {
        var limits = FetchLimits()
        limits.connectTime = .seconds(2)
        limits.hopTime = .seconds(2)
        limits.totalTime = .seconds(4)
        return limits
    }
}
