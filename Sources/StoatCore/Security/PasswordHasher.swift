import NIOCore
import NIOPosix
import StoatModels
import Synchronization

/// Hashes and verifies passwords on threads of its own, one per core, so that a rush of logins delays neither event
/// loops nor other requests.
public struct PasswordHasher: Sendable {
    let cost: Argon2.Cost

    init(cost: Argon2.Cost = .recommended) { self.cost = cost }

    /// The hasher of this process, at the recommended cost.
    public static let standard = PasswordHasher()

    /// The argon2id hash of a new password.
    ///
    /// - Throws: ``APIError`` `.serviceUnavailable` when too many passwords wait already.
    public func hash(_ password: String) async throws -> String {
        try await run { try Argon2.hash(password, salt: SecureToken.random(24), cost: cost) }
    }

    /// Whether a password made this hash, of whatever variant and cost.
    ///
    /// - Throws: ``APIError`` `.serviceUnavailable` when too many passwords wait already.
    public func verify(_ password: String, against encoded: String) async throws -> Bool {
        try await run { Argon2.verify(password, against: encoded) }
    }

    /// Takes as long as ``verify(_:against:)`` of an existing account, for logins to accounts that do not exist.
    public func verifyNothing(_ password: String) async throws {
        _ = try await run { Argon2.verify(password, against: try Self.decoy.get()) }
    }

    /// Whether a hash was made by an older variant or cost and is to be replaced now that the password is at hand.
    public func isOutdated(_ encoded: String) -> Bool { !Argon2.isCurrent(encoded, cost: cost) }

    private func run<T: Sendable>(_ work: @escaping @Sendable () throws -> T) async throws -> T {
        guard Self.waiting.add(1, ordering: .relaxed).newValue <= Self.maxWaiting else {
            Self.waiting.subtract(1, ordering: .relaxed)
            throw APIError(.serviceUnavailable)
        }
        defer { Self.waiting.subtract(1, ordering: .relaxed) }
        return try await Self.threads.runIfActive(work)
    }

    /// Passwords in work and waiting; beyond it requests are refused at once instead of queueing for many seconds.
    private static let maxWaiting = 256
    private static let waiting = Atomic<Int>(0)
    private static let decoy = Result { try Argon2.hash("", salt: SecureToken.random(24), cost: .recommended) }

    // Lives as long as the process: the work is pure computation, there is nothing to finish at shutdown.
    private static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: System.coreCount)
        pool.start()
        return pool
    }()
}
