public import StoatModels

/// Whom the token headers of a request name.
///
/// A bot token alone decides who acts: with one, ``user`` is the bot, or `nil` if it is wrong, whatever the session.
public final class Identity: Sendable {
    /// Who acts: the bot, or the session's user; `nil` while that account has not chosen a name yet.
    public let user: User?
    /// The login session of `X-Session-Token`.
    public let session: Session?
    /// The bot of `X-Bot-Token`.
    public let bot: Bot?

    /// An identity; at least one part is known.
    public init(user: User?, session: Session? = nil, bot: Bot? = nil) {
        self.user = user
        self.session = session
        self.bot = bot
    }

    /// What this caller's requests are counted by.
    var caller: String? { bot?.id.rawValue ?? session?.id.rawValue }
}
