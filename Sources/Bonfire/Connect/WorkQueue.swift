/// Runs work items from any thread as structured tasks, some at a time, in the order they came.
///
/// The way from synchronous code (event loops, the bus) into async functions without loose tasks.
final class WorkQueue<Item: Sendable>: Sendable {
    private let stream: AsyncStream<Item>
    private let source: AsyncStream<Item>.Continuation

    /// - Parameter capacity: items that may wait; `nil` for any number.
    init(capacity: Int? = nil) {
        (self.stream, self.source) = AsyncStream.makeStream(
            bufferingPolicy: capacity.map { .bufferingOldest($0) } ?? .unbounded
        )
    }

    /// Adds an item; answers whether there was room.
    @discardableResult func add(_ item: Item) -> Bool {
        if case .enqueued = source.yield(item) { true } else { false }
    }

    /// Lets ``run(concurrency:_:)`` end when the rest is done.
    func finish() { source.finish() }

    /// Works items off until ``finish()`` or cancellation.
    ///
    /// Called once.
    func run(concurrency: Int, _ body: @escaping @Sendable (Item) async -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await item in stream {
                if running == concurrency {
                    await group.next()
                    running -= 1
                }
                group.addTask { await body(item) }
                running += 1
            }
        }
    }
}
