/// The login side of a user: address, password and what protects them.
public struct Account: StoredDocument, Equatable {
    /// Equal to the user's id.
    public var id: UserID
    /// As typed.
    public var email: String
    /// For uniqueness and look-up.
    public var normalisedEmail: String
    /// An encoded Argon2 string.
    public var password: String
    /// Whether logging in is refused.
    public var isDisabled: Bool
    /// Whether the address is confirmed.
    public var verification: Verification
    /// The password reset under way, if any.
    public var passwordReset: ExpiringToken?
    /// The deletion under way or done; `nil` unless one was asked for.
    public var deletion: Deletion?
    /// Failed logins since the last success; `nil` without any.
    public var lockout: Lockout?
    /// Second factors; nothing in it when none is set up.
    public var mfa: MultiFactor

    /// A secret sent by e-mail and until when it works.
    public struct ExpiringToken: Sendable, Equatable {
        /// The secret, as it appears in the link.
        public var token: String
        /// From this moment the token is refused.
        public var expiry: Timestamp

        /// A token that works until `expiry`.
        public init(token: String, expiry: Timestamp) {
            self.token = token
            self.expiry = expiry
        }
    }

    /// Whether the address was confirmed.
    public enum Verification: Sendable, Equatable {
        case verified
        case pending(ExpiringToken)
        /// Confirmed, and changing to a new address.
        case moving(to: String, ExpiringToken)
    }

    /// How far the account is on its way to deletion.
    public enum Deletion: Sendable, Equatable {
        case waitingForVerification(ExpiringToken)
        case scheduled(after: Timestamp)
        case deleted
    }

    /// Failed logins in a row.
    public struct Lockout: Sendable, Equatable {
        /// How many logins failed in a row.
        public var attempts: Int32
        /// Until when logins are refused; `nil` while too few have failed.
        public var expiry: Timestamp?

        /// A count of failed logins and the end of the lockout they caused.
        public init(attempts: Int32, expiry: Timestamp?) {
            self.attempts = attempts
            self.expiry = expiry
        }
    }

    /// Second factors.
    public struct MultiFactor: Sendable, Equatable {
        /// The code generator; `nil` if there was never one.
        public var totp: TOTP?
        /// Codes of the form `xxxxx-xxxxx` that stand in for a generated one.
        public var recoveryCodes: [String]

        /// A time-based code generator; `secret` is unpadded base32.
        public enum TOTP: Sendable, Equatable {
            case disabled
            case pending(secret: String)
            case enabled(secret: String)
        }

        /// Second factors, none by default.
        public init(totp: TOTP? = nil, recoveryCodes: [String] = []) {
            self.totp = totp
            self.recoveryCodes = recoveryCodes
        }

        /// Whether a login needs a second step.
        public var isActive: Bool {
            if case .enabled = totp { true } else { false }
        }
    }

    /// An enabled account without second factors; `password` is already hashed.
    public init(id: UserID, email: String, normalisedEmail: String, password: String, verification: Verification) {
        self.id = id
        self.email = email
        self.normalisedEmail = normalisedEmail
        self.password = password
        self.isDisabled = false
        self.verification = verification
        self.mfa = MultiFactor()
    }
}

extension Account {
    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.init(
            id: try document.id("_id"),
            email: try document.string("email"),
            normalisedEmail: try document.string("email_normalised"),
            password: try document.string("password"),
            verification: try Verification(document.object("verification"))
        )
        self.isDisabled = document.bool("disabled")
        self.passwordReset = try document.optionalObject("password_reset").map(ExpiringToken.init)
        self.deletion = try document.optionalObject("deletion").map(Deletion.init)
        self.lockout = document.optionalObject("lockout").map {
            Lockout(
                attempts: Int32(truncatingIfNeeded: $0.optionalInteger("attempts") ?? 0),
                expiry: $0.optionalTimestamp("expiry")
            )
        }
        self.mfa = MultiFactor(document.optionalObject("mfa") ?? [:])
    }

    /// The document as stored.
    public var document: Object {
        [
            "_id": .string(id.rawValue), "email": .string(email), "email_normalised": .string(normalisedEmail),
            "password": .string(password), "disabled": .bool(isDisabled), "verification": .object(verification.object),
            "password_reset": passwordReset.map { .object($0.object) } ?? .null,
            "deletion": deletion.map { .object($0.object) } ?? .null,
            "lockout": lockout.map { .object($0.object) } ?? .null, "mfa": .object(mfa.object),
        ]
    }
}

extension Account.ExpiringToken {
    init(_ object: Object) throws {
        self.init(token: try object.string("token"), expiry: try object.timestamp("expiry"))
    }

    /// The stored object.
    public var object: Object { ["token": .string(token), "expiry": .string(expiry.iso8601)] }
}

extension Account.Verification {
    init(_ object: Object) throws {
        switch try object.string("status") {
        case "Verified": self = .verified
        case "Pending": self = .pending(try Account.ExpiringToken(object))
        case "Moving": self = .moving(to: try object.string("new_email"), try Account.ExpiringToken(object))
        default: throw DocumentError(path: "verification.status", expected: "Verified, Pending or Moving")
        }
    }

    /// The stored object.
    public var object: Object {
        switch self {
        case .verified: ["status": "Verified"]
        case .pending(let token): Object([("status", "Pending")] + token.object.entries.map { ($0.key, $0.value) })
        case .moving(let email, let token):
            Object(
                [("status", "Moving"), ("new_email", .string(email))]
                    + token.object.entries.map { ($0.key, $0.value) }
            )
        }
    }
}

extension Account.Deletion {
    init(_ object: Object) throws {
        switch try object.string("status") {
        case "WaitingForVerification": self = .waitingForVerification(try Account.ExpiringToken(object))
        case "Scheduled": self = .scheduled(after: try object.timestamp("after"))
        case "Deleted": self = .deleted
        default: throw DocumentError(path: "deletion.status", expected: "known deletion state")
        }
    }

    /// The stored object.
    public var object: Object {
        switch self {
        case .waitingForVerification(let token):
            Object([("status", "WaitingForVerification")] + token.object.entries.map { ($0.key, $0.value) })
        case .scheduled(let after): ["status": "Scheduled", "after": .string(after.iso8601)]
        case .deleted: ["status": "Deleted"]
        }
    }
}

extension Account.Lockout {
    /// The stored object.
    public var object: Object {
        ["attempts": .int32(attempts), "expiry": expiry.map { .string($0.iso8601) } ?? .null]
    }
}

extension Account.MultiFactor {
    init(_ object: Object) {
        self.recoveryCodes = object["recovery_codes"]?.array?.compactMap(\.string) ?? []
        let token = object.optionalObject("totp_token")
        switch token?.optionalString("status") {
        case "Pending": self.totp = .pending(secret: token?.optionalString("secret") ?? "")
        case "Enabled": self.totp = .enabled(secret: token?.optionalString("secret") ?? "")
        case "Disabled": self.totp = .disabled
        default: self.totp = nil
        }
    }

    var object: Object {
        var object = Object()
        switch totp {
        case .pending(let secret): object.append("totp_token", ["status": "Pending", "secret": .string(secret)])
        case .enabled(let secret): object.append("totp_token", ["status": "Enabled", "secret": .string(secret)])
        case .disabled: object.append("totp_token", ["status": "Disabled"])
        case nil: break
        }
        if !recoveryCodes.isEmpty { object.append("recovery_codes", .array(recoveryCodes.map { .string($0) })) }
        return object
    }
}
