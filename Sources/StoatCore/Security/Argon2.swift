import CArgon2

/// The Argon2 library: encoded hashes in, encoded hashes out.
///
/// Every call computes for tens of milliseconds and must run on a thread that may be kept busy.
enum Argon2 {
    /// What a hash costs.
    struct Cost: Sendable, Equatable {
        var memoryKiB: UInt32
        var passes: UInt32
        var lanes: UInt32

        /// 19 MiB, 2 passes, 1 lane: the OWASP password storage recommendation for argon2id.
        static let recommended = Cost(memoryKiB: 19_456, passes: 2, lanes: 1)
    }

    /// Why the library refused to hash.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The encoded argon2id hash of a password: 32 bytes, with this salt.
    static func hash(_ password: String, salt: String, cost: Cost) throws -> String {
        let (secret, salt) = (Array(password.utf8), Array(salt.utf8))
        let length = argon2_encodedlen(
            cost.passes,
            cost.memoryKiB,
            cost.lanes,
            UInt32(salt.count),
            UInt32(hashBytes),
            Argon2_id
        )
        var encoded = [CChar](repeating: 0, count: length)
        let code = argon2id_hash_encoded(
            cost.passes,
            cost.memoryKiB,
            cost.lanes,
            secret,
            secret.count,
            salt,
            salt.count,
            hashBytes,
            &encoded,
            length
        )
        guard code == ARGON2_OK.rawValue else {
            throw Failure(description: String(cString: argon2_error_message(code)))
        }
        return String(decoding: encoded.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// Whether the password made this hash.
    ///
    /// Variant, version and costs come from the text; the comparison takes the same time wherever the bytes differ.
    /// Text that is no Argon2 hash is answered `false`.
    static func verify(_ password: String, against encoded: String) -> Bool {
        guard let variant = variant(of: encoded) else { return false }
        let secret = Array(password.utf8)
        return argon2_verify(encoded, secret, secret.count, variant) == ARGON2_OK.rawValue
    }

    /// Whether the text is an argon2id hash of at least this cost.
    static func isCurrent(_ encoded: String, cost: Cost) -> Bool {
        encoded.hasPrefix("$argon2id$v=19$m=\(cost.memoryKiB),t=\(cost.passes),p=\(cost.lanes)$")
    }

    private static func variant(of encoded: String) -> Argon2_type? {
        switch encoded.dropFirst().prefix(while: { $0 != "$" }) {
        case "argon2id": Argon2_id
        case "argon2i": Argon2_i
        case "argon2d": Argon2_d
        default: nil
        }
    }

    private static let hashBytes = 32
}
