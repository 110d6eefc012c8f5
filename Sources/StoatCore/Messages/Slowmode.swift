import StoatMessaging
import StoatModels

/// The pause that a server channel asks of its senders.
///
/// With the shared cache out of reach there is none.
struct Slowmode {
    private let core: Core
    private let user: UserID
    private let channel: ChannelID
    private let duration: Duration

    /// The slowmode of a sender; `nil` where the channel has none or the sender may ignore it.
    init?(of access: ChannelAccess, core: Core) {
        guard case .text(let channel) = access.channel.kind, let seconds = channel.slowmodeSeconds, seconds > 0,
            !access.has(.bypassSlowmode)
        else { return nil }
        self.core = core
        self.user = access.user.id
        self.channel = access.channel.id
        self.duration = .seconds(seconds)
    }

    /// Refuses a sender who still has to wait, without starting the pause anew.
    ///
    /// - Throws: ``APIError`` `.inSlowmode`, after the sender's sessions were told.
    func check() async throws {
        guard let left = await core.cache.remaining([mark])[0], left > .zero else { return }
        core.announce(.slowmode(of: user, in: channel, duration: duration, left: left))
        throw APIError(.inSlowmode(retryAfter: left))
    }

    /// Starts the pause, just before the message is stored.
    ///
    /// - Throws: ``APIError`` `.inSlowmode` when another message of the sender came first.
    func start() async throws {
        guard await core.cache.claim(mark, for: duration) else { return try await check() }
        core.announce(.slowmode(of: user, in: channel, duration: duration, left: duration))
    }

    /// Ends the pause, because the message could not be stored.
    func cancel() async { await core.cache.release(mark) }

    private var mark: String { CacheMark.slowmode(of: user, in: channel) }
}
