/// Hides how long a secret-dependent path took: answers, errors included, no sooner than a fixed time after the start.
///
/// Far above what the paths differ by: one password hash more or less, one write more or less.
func takingAtLeast<T: Sendable>(_ minimum: Duration, _ body: () async throws -> T) async throws -> T {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: minimum)
    let result: Result<T, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    try await clock.sleep(until: end)
    return try result.get()
}

extension Duration {
    /// How long proving a password, or a registration, takes at least.
    static let uniformAnswer: Duration = .milliseconds(100)
}
