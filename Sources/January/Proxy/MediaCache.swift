internal import NIOCore
internal import OrderedCollections
internal import Synchronization

/// What is known of the media behind an address.
enum KnownMedia: Sendable {
    /// A picture as it is passed on.
    case picture(ByteBuffer, contentType: String)
    /// A video of this type, whose bytes are passed on as they come.
    case video(contentType: String)
    /// There is nothing to pass on.
    case failure(FetchFailure)

    /// What it weighs in the cache: its bytes, and a little for being there.
    fileprivate var weight: Int {
        switch self {
        case .picture(let bytes, _): 512 + bytes.readableBytes
        case .video, .failure: 512
        }
    }
}

/// Media of this process by address, the oldest going first.
final class MediaCache: Sendable {
    private struct Entry {
        var media: KnownMedia
        var end: ContinuousClock.Instant
    }

    private struct State {
        var entries: OrderedDictionary<String, Entry> = [:]
        var weight = 0

        mutating func remove(_ key: String) {
            guard let entry = entries.removeValue(forKey: key) else { return }
            weight -= entry.media.weight
        }
    }

    private let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: bytes of all pictures together.
    init(capacity: Int) { self.capacity = capacity }

    /// What is known, if it still holds.
    subscript(key: String) -> KnownMedia? {
        state.withLock { state in
            guard let entry = state.entries[key] else { return nil }
            guard entry.end > .now else {
                state.remove(key)
                return nil
            }
            return entry.media
        }
    }

    /// Keeps what was found out for a while.
    func keep(_ media: KnownMedia, for key: String, _ lifetime: Duration) {
        guard media.weight <= capacity / 4 else { return }
        state.withLock { state in
            state.remove(key)
            state.entries[key] = Entry(media: media, end: .now + lifetime)
            state.weight += media.weight
            // The oldest: every entry lives about as long, and moving one at each use costs more than it saves.
            while state.weight > capacity, let oldest = state.entries.keys.first { state.remove(oldest) }
        }
    }
}
