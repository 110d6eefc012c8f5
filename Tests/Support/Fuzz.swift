internal import Foundation

/// A repeatable source of randomness.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// The source that begins with this seed.
    public init(seed: UInt64) { self.state = seed }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// How long a test feeds random input, and from which seed.
///
/// `<NAME>_FUZZ_SECONDS` makes it run for that long from a new seed, `<NAME>_FUZZ_COUNT` for that many rounds, and
/// `<NAME>_FUZZ_SEED` gives the seed, by which a finding can be had again; without any of them a few rounds from seed 1
/// are tried.
public struct Fuzz: Sendable {
    /// The seed of the first round.
    public let seed: UInt64
    /// How many rounds were begun.
    public private(set) var rounds: UInt64 = 0
    private let name: String
    private let count: UInt64
    private let end: ContinuousClock.Instant?

    /// The fuzzing of one test.
    ///
    /// - Parameters:
    ///   - name: the beginning of its variables' names.
    ///   - count: the rounds to play when nothing is asked for.
    public init(_ name: String, count: UInt64) {
        let environment = ProcessInfo.processInfo.environment
        func number(_ key: String) -> UInt64? { environment["\(name)_FUZZ_\(key)"].flatMap(UInt64.init) }
        let seconds = number("SECONDS")
        let asked = number("COUNT")
        self.name = name
        self.end = seconds.map { ContinuousClock.now + .seconds($0) }
        self.count = asked ?? count
        let isAsked = seconds != nil || asked != nil
        self.seed = number("SEED") ?? (isAsked ? UInt64.random(in: 0...UInt64.max) : 1)
    }

    /// The randomness of the next round; `nil` when it is enough. Says at the end what was done, if it was asked for.
    public mutating func next() -> SeededGenerator? {
        guard end.map({ ContinuousClock.now < $0 }) ?? (rounds < count) else {
            if end != nil || rounds != 0 && seed != 1 {
                print("\(name): \(rounds) rounds from seed \(seed), \(memory)")
            }
            return nil
        }
        rounds += 1
        return SeededGenerator(seed: seed &+ rounds &* 0x1_0000_0001)
    }

    /// Names the round, for messages.
    public var round: String { "round \(rounds) of seed \(seed)" }

    /// The most memory that this process has had, as the system words it.
    private var memory: String {
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM") } ?? "VmHWM unknown"
        return line.split { $0 == " " || $0 == "\t" }.joined(separator: " ")
    }
}
