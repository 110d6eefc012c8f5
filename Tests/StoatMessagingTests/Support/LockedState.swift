import Synchronization

/// A value behind a lock, for tests whose types cannot hold a `Mutex` directly.
final class LockedState<Value: Sendable>: Sendable {
    private let value: Mutex<Value>

    init(_ value: Value) { self.value = Mutex(value) }

    func with<T: Sendable>(_ body: (inout Value) -> T) -> T { value.withLock { body(&$0) } }
}
