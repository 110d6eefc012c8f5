/// What a read hands back for a later fill, packed into the contract's 64 bits: the number of the tombstone that stood
/// at the key (0: none), the connection it was read over, and when.
///
/// Connection and time guard against what the tombstone alone cannot: a server that restarted and forgot it, and one
/// that let it expire.
struct CacheToken {
    /// Tombstones stand this long; a fill that took half of it is refused by its writer.
    static let tombstoneLifetime: Duration = .seconds(60)
    private static let maxAge: UInt16 = 30

    let tombstone: UInt32
    let generation: UInt16
    /// Seconds of the process's clock, wrapping.
    let second: UInt16

    init(tombstone: UInt32, generation: UInt16, second: UInt16) {
        self.tombstone = tombstone
        self.generation = generation
        self.second = second
    }

    init(_ packed: UInt64) {
        self.tombstone = UInt32(truncatingIfNeeded: packed >> 32)
        self.generation = UInt16(truncatingIfNeeded: packed >> 16)
        self.second = UInt16(truncatingIfNeeded: packed)
    }

    var packed: UInt64 { UInt64(tombstone) << 32 | UInt64(generation) << 16 | UInt64(second) }

    /// Whether a fill with this token may be sent over the given connection now.
    func isFresh(generation: UInt16, second: UInt16) -> Bool {
        self.generation == generation && second &- self.second < Self.maxAge
    }
}
