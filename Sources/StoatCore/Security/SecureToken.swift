/// Secrets and salts: text over the 64 symbols `A–Z a–z 0–9 _ -`, six random bits each, from the system's generator.
public enum SecureToken {
    /// Opens a session, a bot or an MFA ticket: 384 bits.
    public static func session() -> String { random(64) }

    /// Sent by e-mail to prove that an address was read: 192 bits.
    public static func email() -> String { random(32) }

    /// Text of `length` symbols.
    public static func random(_ length: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String(unsafeUninitializedCapacity: length) { buffer in
            var bits: UInt64 = 0
            for index in 0..<length {
                if index % 10 == 0 { bits = generator.next() }
                buffer[index] = alphabet[Int(bits & 63)]
                bits >>= 6
            }
            return length
        }
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-".utf8)
}
