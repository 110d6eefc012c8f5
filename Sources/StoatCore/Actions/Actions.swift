/// Everything that changes something and tells clients about it: each action writes, then publishes its own events.
///
/// The actions are extensions in this folder, one per file. They decide nothing about rights: callers have authorised
/// already.
public struct Actions: Sendable {
    let core: Core
}

extension Core {
    /// The domain actions.
    public var actions: Actions { Actions(core: self) }
}
