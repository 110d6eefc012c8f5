/// Work did not end in time.
public struct DeadlineExceeded: Error {}

/// Does `work`, which is cancelled when `limit` has passed.
///
/// Returns once `work` has: it must heed cancellation.
///
/// - Throws: ``DeadlineExceeded``, or what `work` throws.
public func withDeadline<Result: Sendable>(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Result
) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            return nil
        }
        defer { group.cancelAll() }
        guard let result = try await group.next() ?? nil else { throw DeadlineExceeded() }
        return result
    }
}
