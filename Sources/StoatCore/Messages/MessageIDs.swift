import StoatModels
import Synchronization

/// Makes the ids of new messages: later ones of a process are greater, also within a millisecond and when the system's
/// clock is set back.
///
/// Clients order messages by id; two sent one after the other must not change places.
final class MessageIDs: Sendable {
    private let last = Mutex(ULID(high: 0, low: 0))

    /// A new id of this moment.
    func next(at moment: Timestamp) -> MessageID {
        let fresh = ULID(at: moment)
        let id = last.withLock { last in
            last = fresh.timestamp > last.timestamp ? fresh : last.successor
            return last
        }
        return MessageID(id.description)
    }
}

extension ULID {
    /// The next greater id; its time is the next millisecond once in 2^80.
    fileprivate var successor: ULID {
        low == .max ? ULID(high: high &+ 1, low: 0) : ULID(high: high, low: low + 1)
    }
}
