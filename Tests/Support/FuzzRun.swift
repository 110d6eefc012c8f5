internal import Foundation

/// Repeatable random numbers.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// A sequence of its own for each seed.
    public init(seed: UInt64) { state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// How often a test tries random input, and with which.
///
/// By default a test makes a few rounds of seed 1, always the same. `STOAT_FUZZ_SECONDS` makes it run for that long from
/// a new seed, which it prints with its progress; `STOAT_FUZZ_SEED` chooses the seed and `STOAT_FUZZ_FROM` the first
/// round, to see a failure again. Every round has numbers of its own, so it can be repeated without those before it.
public struct FuzzRun: Sendable {
    /// What the rounds' numbers come from.
    public let seed: UInt64
    private let name: String
    private let seconds: Int?
    private let first: UInt64

    /// A run under this name, as the environment wants it.
    public init(_ name: String) {
        let environment = ProcessInfo.processInfo.environment
        self.name = name
        self.seconds = environment["STOAT_FUZZ_SECONDS"].flatMap(Int.init)
        self.first = environment["STOAT_FUZZ_FROM"].flatMap(UInt64.init) ?? 0
        self.seed =
            environment["STOAT_FUZZ_SEED"].flatMap(UInt64.init)
            ?? (seconds == nil ? 1 : UInt64.random(in: 1...UInt64(UInt32.max)))
    }

    /// Names a round in messages.
    public func place(_ round: UInt64) -> String { "round \(round) of seed \(seed)" }

    /// Calls `body` for each round, `rounds` times or for as long as the environment says.
    public func run(
        rounds: UInt64,
        _ body: (_ round: UInt64, _ random: inout SeededRandom) async throws -> Void
    ) async throws {
        let clock = ContinuousClock()
        let start = clock.now
        var progress = start
        var slowest = (time: Duration.zero, round: first)
        var round = first
        while seconds.map({ clock.now - start < .seconds($0) }) ?? (round < first + rounds) {
            var random = SeededRandom(seed: seed &+ round &* 0x1_0000_0001)
            let began = clock.now
            try await body(round, &random)
            let end = clock.now
            if end - began > slowest.time { slowest = (end - began, round) }
            round += 1
            guard seconds != nil, end - progress >= .seconds(5) else { continue }
            progress = end
            say("at round \(round)", slowest)
        }
        if seconds != nil { say("\(round - first) rounds done", slowest) }
    }

    private func say(_ what: String, _ slowest: (time: Duration, round: UInt64)) {
        let memory = Self.memory().map { "\($0) \($1) MiB" }.joined(separator: ", ")
        let line = "fuzz \(name), seed \(seed): \(what); slowest \(slowest.time) in round \(slowest.round); \(memory)\n"
        // At once, since the next round may be the one that ends the process.
        FileHandle.standardError.write(Data(line.utf8))
    }

    /// Memory of this process now and at its peak.
    private static func memory() -> [(String, Int)] {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        return ["VmRSS", "VmHWM"].compactMap { key in
            let line = status.split(separator: "\n").first { $0.hasPrefix("\(key):") }
            guard let kibibytes = line?.split(separator: " ").dropLast().last.flatMap({ Int($0) }) else { return nil }
            return (key, kibibytes >> 10)
        }
    }
}

/// Damage done to bytes, the same for the same random numbers.
public enum Damage {
    /// Bytes with up to `most` changes: single bytes, numbers of two and four bytes, parts cut out, repeated, put in
    /// from another content or from `words`, the end cut off.
    public static func changed(
        _ bytes: [UInt8],
        with other: [UInt8] = [],
        words: [[UInt8]] = [],
        most: Int = 6,
        _ random: inout SeededRandom
    ) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...most, using: &random) {
            // Half of the changes go to the beginning, where headers are.
            let reach = Bool.random(using: &random) ? min(bytes.count, 400) : bytes.count
            let at = Int.random(in: 0...reach, using: &random)
            let end = min(bytes.count, at + Int.random(in: 0...64, using: &random))
            switch Int.random(in: 0..<11, using: &random) {
            case 0, 1: if at < bytes.count { bytes[at] = UInt8.random(in: 0...255, using: &random) }
            case 2: if at < bytes.count { bytes[at] ^= 1 << UInt8.random(in: 0...7, using: &random) }
            case 3, 4: put(number(&random), at: at, into: &bytes)
            case 5: bytes.removeSubrange(at..<end)
            case 6: bytes.insert(contentsOf: bytes[at..<end], at: at)
            case 7: if Int.random(in: 0..<4, using: &random) == 0 { bytes.removeSubrange(at...) }
            case 8: bytes.insert(contentsOf: words.randomElement(using: &random) ?? [], at: at)
            case 9: put(words.randomElement(using: &random) ?? [0], at: at, into: &bytes)
            default:
                let from = Int.random(in: 0...other.count, using: &random)
                bytes.insert(contentsOf: other[from...].prefix(300), at: at)
            }
        }
        return bytes
    }

    /// A number that lengths and counts are often wrong with, in two or four bytes of either order.
    private static func number(_ random: inout SeededRandom) -> [UInt8] {
        let edges: [UInt32] = [
            0, 1, 2, 7, 8, 9, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x1_0000, 0x7FFF_FFFF, 0x8000_0000,
            0xFFFF_FFF0, 0xFFFF_FFF8, 0xFFFF_FFFF,
        ]
        let edge = edges.randomElement(using: &random) ?? 0
        let value = Bool.random(using: &random) ? edge : UInt32.random(in: 0...5000, using: &random)
        var digits = (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
        if Bool.random(using: &random) { digits.removeFirst(2) }
        return Bool.random(using: &random) ? digits : digits.reversed()
    }

    private static func put(_ part: [UInt8], at offset: Int, into bytes: inout [UInt8]) {
        for (index, byte) in part.enumerated() where offset + index < bytes.count { bytes[offset + index] = byte }
    }
}
