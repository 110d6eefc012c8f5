public import StoatModels

/// The names of the marks that requests set in the ``SharedCache``.
public enum CacheMark {
    /// Stands while a user may not send in a channel again; what it has left is the slowmode's `retry_after`.
    public static func slowmode(of user: UserID, in channel: ChannelID) -> String {
        "slowmode:\(user.rawValue):\(channel.rawValue)"
    }

    /// Stands while a user may not use an idempotency key again.
    public static func idempotency(key: String, of user: UserID) -> String {
        "idempotency:\(user.rawValue):\(key)"
    }
}
