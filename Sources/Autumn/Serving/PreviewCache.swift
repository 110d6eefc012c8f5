internal import Crypto
internal import Foundation
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Encoded previews on disk, those in demand also in memory; the least recently used of which make room for new ones.
///
/// A preview is a pure function of its key, so several processes may share a folder; what cannot be read or written is
/// just encoded again.
final class PreviewCache: Sendable {
    private struct Entry {
        var size: Int
        var lastUse: UInt64
    }

    private struct State {
        var entries: [String: Entry] = [:]
        var total = 0
        var clock: UInt64 = 0
    }

    private let folder: String
    private let capacity: Int
    private let state = Mutex(State())
    private let memory: PreviewMemory

    /// Most bytes that are kept in memory too.
    private static let memoryCapacity = 32 << 20

    /// A cache in a folder, which is made where it is missing; what is in it already is kept.
    ///
    /// - Parameter capacity: most bytes; 0 caches nothing.
    init(folder: String, capacity: Int) {
        self.folder = folder
        self.capacity = capacity
        self.memory = PreviewMemory(capacity: min(capacity, Self.memoryCapacity))
        guard capacity > 0 else { return }
        let files = FileManager.default
        try? files.createDirectory(
            atPath: folder,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = "\(folder)/\(name)"
            guard name.utf8.count == 64, let size = (try? files.attributesOfItem(atPath: path))?[.size] as? Int else {
                unlink(path)
                continue
            }
            _ = insert(name, size: size)
        }
        removeSurplus()
    }

    /// The preview of a key; `nil` when it is not cached.
    func read(_ key: String) async -> ByteBuffer? {
        let name = Self.name(key)
        guard capacity > 0, touch(name) else { return nil }
        if let preview = memory[name] { return preview }
        let path = "\(folder)/\(name)"
        let bytes = try? await NIOThreadPool.singleton.runIfActive { FileManager.default.contents(atPath: path) }
        guard let bytes, !bytes.isEmpty else {
            forget(name)
            return nil
        }
        let preview = ByteBuffer(bytes: bytes)
        memory.keep(preview, for: name)
        return preview
    }

    /// Keeps a preview.
    func write(_ preview: ByteBuffer, for key: String) async {
        guard capacity > 0, preview.readableBytes <= capacity else { return }
        let (name, folder) = (Self.name(key), folder)
        let written = try? await NIOThreadPool.singleton.runIfActive {
            let temporary = "\(folder)/\(UUID().uuidString)"
            let bytes = Data(preview.readableBytesView)
            guard FileManager.default.createFile(atPath: temporary, contents: bytes),
                rename(temporary, "\(folder)/\(name)") == 0
            else {
                unlink(temporary)
                return false
            }
            return true
        }
        guard written == true else { return }
        if insert(name, size: preview.readableBytes) { removeSurplus() }
    }

    /// Bytes kept.
    var size: Int { state.withLock { $0.total } }

    private static func name(_ key: String) -> String { SHA256.hash(data: Data(key.utf8)).hexadecimal }

    private func touch(_ name: String) -> Bool {
        state.withLock { state in
            state.clock += 1
            state.entries[name]?.lastUse = state.clock
            return state.entries[name] != nil
        }
    }

    private func forget(_ name: String) {
        state.withLock { state in
            if let entry = state.entries.removeValue(forKey: name) { state.total -= entry.size }
        }
    }

    /// Counts a file in; answers whether there is too much now.
    private func insert(_ name: String, size: Int) -> Bool {
        state.withLock { state in
            state.clock += 1
            if let old = state.entries.updateValue(Entry(size: size, lastUse: state.clock), forKey: name) {
                state.total -= old.size
            }
            state.total += size
            return state.total > capacity
        }
    }

    private func removeSurplus() {
        let names = state.withLock { state -> [String] in
            guard state.total > capacity else { return [] }
            // A tenth more than needed goes, so that sorting is rare.
            var names: [String] = []
            for (name, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
                guard state.total > capacity - capacity / 10 else { break }
                state.entries[name] = nil
                state.total -= entry.size
                names.append(name)
            }
            return names
        }
        for name in names { unlink("\(folder)/\(name)") }
    }
}
