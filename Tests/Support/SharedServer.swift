/// A server that is started at its first use and then serves all tests of the process.
///
/// It ends with the process (``ServerProcess``).
actor SharedServer<Server: Sendable> {
    private let start: @Sendable () async throws -> Server
    private var starting: Task<Server, any Error>?

    init(_ start: @escaping @Sendable () async throws -> Server) { self.start = start }

    func get() async throws -> Server {
        if let starting { return try await starting.value }
        let task = Task { try await start() }
        starting = task
        return try await task.value
    }
}
