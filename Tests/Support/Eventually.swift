/// A condition did not come true in time.
public struct DeadlinePassed: Error, CustomStringConvertible {
    public let description: String
}

/// Waits until `condition` answers true, asking again every few milliseconds.
///
/// - Throws: ``DeadlinePassed`` once `deadline` has passed, or what `condition` throws.
public func eventually(
    _ what: String,
    within deadline: Duration = .seconds(30),
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let end = clock.now + deadline
    while true {
        if try await condition() { return }
        guard clock.now < end else { throw DeadlinePassed(description: "not within \(deadline): \(what)") }
        try await clock.sleep(for: .milliseconds(10))
    }
}
