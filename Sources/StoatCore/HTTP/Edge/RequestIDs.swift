internal import Synchronization

/// Makes ids for requests: random per process, then counted up, so that they are short, unique and cheap.
final class RequestIDs: Sendable {
    private let prefix = UInt32.random(in: .min ... .max)
    private let counter = Atomic<UInt32>(0)

    func next() -> String {
        let number = counter.wrappingAdd(1, ordering: .relaxed).newValue
        let value = UInt64(prefix) << 32 | UInt64(number)
        return String(unsafeUninitializedCapacity: 16) { buffer in
            for index in 0..<16 {
                let digit = UInt8(truncatingIfNeeded: value >> UInt64(60 - index * 4) & 15)
                buffer[index] = digit < 10 ? 48 + digit : 87 + digit
            }
            return 16
        }
    }
}
