public import HTTPTypes
internal import StoatModels

extension HTTPField.Name {
    /// The token of a login session.
    public static let sessionToken = named("X-Session-Token")
    /// The token of a bot.
    public static let botToken = named("X-Bot-Token")
    /// The token of a multi-factor ticket.
    public static let mfaTicket = named("X-MFA-Ticket")
    /// Names one attempt to send a message.
    public static let idempotencyKey = named("Idempotency-Key")
    /// Why a moderator acts, for the audit log.
    public static let auditLogReason = named("X-Audit-Log-Reason")

    static let requestID = named("X-Request-ID")
    static let forwardedFor = named("X-Forwarded-For")
    static let connectingAddress = named("CF-Connecting-IP")
    static let permissionsPolicy = named("Permissions-Policy")
    static let frameOptions = named("X-Frame-Options")
    static let contentTypeOptions = named("X-Content-Type-Options")
    static let rateLimit = named("X-RateLimit-Limit")
    static let rateLimitBucket = named("X-RateLimit-Bucket")
    static let rateLimitRemaining = named("X-RateLimit-Remaining")
    static let rateLimitResetAfter = named("X-RateLimit-Reset-After")

    /// A name written in the source, which is a valid one.
    private static func named(_ literal: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(literal)") else { preconditionFailure("\(literal) is no header name") }
        return name
    }
}

extension HTTPFields {
    /// The first value of a header; cheaper than the subscript, which joins all values.
    public func first(_ name: HTTPField.Name) -> String? {
        for field in self where field.name == name { return field.value }
        return nil
    }

    /// A header that must not exceed a number of bytes.
    ///
    /// - Throws: ``APIError`` `.headerTooLarge`.
    public func first(_ name: HTTPField.Name, maxBytes: Int) throws -> String? {
        guard let value = first(name) else { return nil }
        guard value.utf8.count <= maxBytes else { throw APIError(.headerTooLarge) }
        return value
    }

    mutating func add(_ name: HTTPField.Name, _ value: String) { append(HTTPField(name: name, value: value)) }
}
