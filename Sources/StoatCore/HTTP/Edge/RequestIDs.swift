internal import Synchronization

/// Makes ids for requests: random per process, then counted up.
///
/// 14 hexadecimal digits, so that the text fits into a `String` without an allocation.
final class RequestIDs: Sendable {
    private let prefix = UInt64(UInt32.random(in: 0..<1 << 24)) << 32
    private let counter = Atomic<UInt32>(0)

    func next() -> String {
        let value = prefix | UInt64(counter.wrappingAdd(1, ordering: .relaxed).newValue)
        return String(unsafeUninitializedCapacity: 14) { buffer in
            for index in 0..<14 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(52 - index * 4) & 15)
                buffer[index] = digit < 10 ? 48 + digit : 87 + digit
            }
            return 14
        }
    }
}
