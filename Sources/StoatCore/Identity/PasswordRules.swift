import StoatModels

/// What a password must be to be set, and to log in with.
public enum PasswordRules {
    /// Checks length, then whether the password is one that attackers try first.
    ///
    /// - Throws: ``APIError`` `.shortPassword` under 8 bytes, `.compromisedPassword`.
    public static func check(_ password: String) throws {
        guard password.utf8.count >= 8 else { throw APIError(.shortPassword) }
        guard !CommonPasswords.contains(password) else { throw APIError(.compromisedPassword) }
    }
}
