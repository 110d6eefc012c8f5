internal import NIOCore
internal import Synchronization

/// Previews in memory that were asked for of late, in front of those on disk.
///
/// They are kept in two generations, each of half the capacity: what is used moves to the young one, and when that is
/// full the old one is forgotten.
final class PreviewMemory: Sendable {
    private struct Generations {
        var young: [String: ByteBuffer] = [:]
        var old: [String: ByteBuffer] = [:]
        var weight = 0
    }

    private let capacity: Int
    private let generations = Mutex(Generations())

    /// - Parameter capacity: most bytes; 0 keeps nothing.
    init(capacity: Int) { self.capacity = capacity }

    /// The preview of a name, if it is here.
    subscript(name: String) -> ByteBuffer? {
        generations.withLock { generations in
            if let young = generations.young[name] { return young }
            guard let old = generations.old[name] else { return nil }
            add(old, name, to: &generations)
            return old
        }
    }

    /// Keeps a preview, unless it alone would take a good part of the room.
    func keep(_ preview: ByteBuffer, for name: String) {
        guard preview.storageCapacity <= capacity / 8 else { return }
        generations.withLock { add(preview, name, to: &$0) }
    }

    /// Bytes of what is kept.
    var weight: Int {
        generations.withLock { generations in
            generations.weight + generations.old.values.reduce(0) { $0 + $1.storageCapacity }
        }
    }

    private func add(_ preview: ByteBuffer, _ name: String, to generations: inout Generations) {
        if generations.weight + preview.storageCapacity > capacity / 2 {
            generations.old = generations.young
            generations.young = [:]
            generations.weight = 0
        }
        generations.old[name] = nil
        if let replaced = generations.young.updateValue(preview, forKey: name) {
            generations.weight -= replaced.storageCapacity
        }
        generations.weight += preview.storageCapacity
    }
}
