import StoatModels

/// What stands in Redis at the key of a cached document: a copy, a tombstone, or nothing of use.
struct CachedValue {
    private static let copyMark: UInt8 = 1
    private static let tombstoneMark: UInt8 = 0

    /// The copy, or `nil`.
    private(set) var document: Object?
    /// The tombstone's number; 0 when there is none.
    private(set) var tombstone: UInt32 = 0

    init(_ reply: RedisReply, of kind: CacheKey.Kind) {
        guard let bytes = reply.bytes else { return }
        if kind == .memberCount {
            self.document = Int64(String(decoding: bytes, as: UTF8.self)).map { ["count": .int($0)] }
        } else if bytes.count == 5, bytes[0] == Self.tombstoneMark {
            self.tombstone = bytes.dropFirst().reduce(0) { $0 << 8 | UInt32($1) }
        } else if bytes.first == Self.copyMark {
            // A copy that cannot be read is a miss.
            self.document = bytes.withUnsafeBytes {
                try? DocumentCodec.decode(UnsafeRawBufferPointer(rebasing: $0.dropFirst()))
            }
        }
    }

    /// The stored form of a copy; `nil` for a member count without a number.
    static func encode(_ document: Object, of kind: CacheKey.Kind) -> [UInt8]? {
        if kind == .memberCount { return document["count"]?.integer.map { Array(String($0).utf8) } }
        var bytes: [UInt8] = [copyMark]
        bytes.reserveCapacity(512)
        DocumentCodec.encode(document, to: &bytes)
        return bytes
    }

    /// The stored form of a tombstone.
    static func tombstone(_ number: UInt32) -> [UInt8] {
        [tombstoneMark] + stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

/// Names of cached documents in Redis.
struct CacheKeySpace {
    private let base: String

    /// - Parameter run: the server's run id: copies of an earlier run are never read.
    init(prefix: String, run: String) { self.base = "\(prefix)copy\(DocumentCodec.version):\(run):" }

    /// Matches every copy of this run.
    var pattern: String { base + "*" }

    func name(of key: CacheKey) -> String {
        // Upstream's name and form, which others read.
        if key.kind == .memberCount { return "member_count:" + key.name }
        return base + key.kind.rawValue + ":" + key.name
    }
}
