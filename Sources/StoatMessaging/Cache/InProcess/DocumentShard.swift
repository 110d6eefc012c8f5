import StoatModels
import Synchronization

/// One lock's share of the cached documents.
///
/// A fill must lose against an invalidation that came after its read. The shard counts invalidations; a read answers
/// the count as its token, and an invalidation notes the new count in a slot chosen by the key's hash. A fill whose token
/// is below its slot's note is dropped. Keys that share a slot only cost a needless miss, and memory stays fixed.
final class DocumentShard: Sendable {
    private struct Copy {
        let document: Object
        let end: ContinuousClock.Instant
    }

    private struct State {
        var copies: RecencyTable<CacheKey, Copy>
        var invalidations: UInt64 = 0
        var notes = [UInt64](repeating: 0, count: DocumentShard.slots)
    }

    private static let slots = 256
    private let state: Mutex<State>

    init(capacity: Int) { self.state = Mutex(State(copies: RecencyTable(capacity: capacity))) }

    func read(_ key: CacheKey, at now: ContinuousClock.Instant) -> CacheEntry {
        state.withLock { state in
            guard let copy = state.copies.use(key), copy.end > now else {
                return CacheEntry(document: nil, token: state.invalidations)
            }
            return CacheEntry(document: copy.document, token: state.invalidations)
        }
    }

    func fill(_ fill: CacheFill, hash: Int, at now: ContinuousClock.Instant) {
        let copy = Copy(document: fill.document, end: now + fill.lifetime)
        // The forgotten half is freed after the lock is released.
        _ = state.withLock { state -> [CacheKey: Copy]? in
            guard state.notes[Self.slot(hash)] <= fill.token else { return nil }
            return state.copies.insert(fill.key, copy)
        }
    }

    func invalidate(_ key: CacheKey, hash: Int) {
        state.withLock { state in
            state.invalidations += 1
            state.notes[Self.slot(hash)] = state.invalidations
            state.copies.remove(key)
        }
    }

    var count: Int { state.withLock { $0.copies.count } }

    // The low bits chose the shard.
    private static func slot(_ hash: Int) -> Int { (hash >> 8) & (slots - 1) }
}
