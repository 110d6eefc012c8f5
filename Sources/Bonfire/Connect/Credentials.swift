internal import StoatCore
internal import StoatModels

/// Finds out whom a token belongs to.
struct Credentials: Sendable {
    let core: Core

    /// The answer to a token.
    enum Login: Sendable {
        /// A person with a login session.
        case person(User, Session)
        case bot(User)
        /// Nobody who may connect; the type of the `Error` frame.
        case refused(String)
    }

    /// Looks a token up, session first, then bot: two cached look-ups for people, three for bots.
    ///
    /// - Throws: ``StorageError`` when the store is away, which is no reason to log anybody out.
    func login(_ token: String) async throws -> Login {
        guard !token.isEmpty else { return .refused(GatewayError.invalidSession) }
        if let row = try await core.documents.load(.session(token: token)), let session = try? Session(document: row),
            let user = try await core.documents.user(session.user)
        {
            return isWelcome(user) ? .person(user, session) : .refused(GatewayError.invalidSession)
        }
        guard let row = try await core.documents.load(.bot(token: token)), let bot = try? Bot(document: row) else {
            return .refused(GatewayError.invalidSession)
        }
        guard let user = try await core.documents.user(bot.id) else { return .refused(GatewayError.notFound) }
        return isWelcome(user) ? .bot(user) : .refused(GatewayError.invalidSession)
    }

    /// Deleted and banned users are refused; suspended ones only until their time is up, since nothing clears the flag.
    private func isWelcome(_ user: User) -> Bool {
        if !user.flags.isDisjoint(with: [.deleted, .banned]) { return false }
        guard user.flags.contains(.suspended), let until = user.suspendedUntil else { return true }
        return until <= core.clock()
    }
}
