public import HTTPTypes
internal import StoatMessaging
internal import StoatModels
internal import Synchronization

/// Finds whom the token headers of a request name.
///
/// A known token costs one round trip to the shared cache and nothing else; a new one costs one more. Disabled
/// accounts and flagged users are not refused here: disabling works by deleting the sessions.
public final class Authenticator: Sendable {
    private let core: Core
    /// Whom tokens named last time: lets the user be loaded together with the session.
    ///
    /// A hint only; what counts is the session that the cache or the store answers with. Tokens never change their
    /// user.
    private let owners = Mutex<[String: UserID]>([:])

    /// An authenticator over the core's shared cache and store.
    public init(core: Core) { self.core = core }

    /// The identity behind the headers, or `nil` when no token is valid.
    public func identify(_ headers: HTTPFields) async throws -> Identity? {
        let (sessionToken, botToken) = (headers.first(.sessionToken), headers.first(.botToken))
        let tokens = [
            sessionToken.map { Token(text: $0, isBot: false) }, botToken.map { Token(text: $0, isBot: true) },
        ].compactMap(\.self)
        let found = try await load(tokens)
        guard found.contains(where: { $0.document != nil }) else { return nil }

        let session = try found.first { !$0.token.isBot }?.document.map(Session.init(document:))
        guard let botLookup = found.first(where: \.token.isBot) else {
            return Identity(user: found[0].user, session: session)
        }
        return Identity(user: botLookup.user, session: session, bot: try botLookup.document.map(Bot.init(document:)))
    }

    private struct Token {
        let text: String
        let isBot: Bool

        var request: CachedDocuments.Request { isBot ? .bot(token: text) : .session(token: text) }
    }

    private struct Lookup {
        let token: Token
        /// The session or bot.
        let document: Object?
        /// Who that is; `nil` before onboarding.
        let user: User?
    }

    private func load(_ tokens: [Token]) async throws -> [Lookup] {
        let hints = owners.withLock { owners in tokens.map { owners[$0.text] } }
        let known = hints.compactMap(\.self)
        let rows = try await core.documents.load(tokens.map(\.request) + known.map { .user($0) })
        var users = zip(known, rows[tokens.count...]).reduce(into: [UserID: Object]()) { $0[$1.0] = $1.1 }

        let ids = try zip(tokens, rows).map { token, row in try row.map { try Self.owner($0, isBot: token.isBot) } }
        let missing = ids.compactMap(\.self).filter { !known.contains($0) }
        if !missing.isEmpty {
            for (id, row) in zip(missing, try await core.documents.load(missing.map { .user($0) })) { users[id] = row }
            remember(zip(tokens, ids).compactMap { token, id in id.map { (token.text, $0) } })
        }
        return try tokens.indices.map { index in
            let user = try ids[index].flatMap { users[$0] }.map(User.init(document:))
            return Lookup(token: tokens[index], document: rows[index], user: user)
        }
    }

    private static func owner(_ document: Object, isBot: Bool) throws -> UserID {
        try document.id(isBot ? "_id" : "user_id")
    }

    private func remember(_ pairs: [(String, UserID)]) {
        owners.withLock { owners in
            if owners.count > Self.maxHints { owners.removeAll() }
            for (token, user) in pairs { owners[token] = user }
        }
    }

    /// Hints kept, about 12 MiB of them.
    private static let maxHints = 50_000
}
