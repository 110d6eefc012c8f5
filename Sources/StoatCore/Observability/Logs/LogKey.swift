/// The keys of log metadata: one spelling for one thing, so that logs can be searched.
public enum LogKey {
    /// The address and port of a listener.
    public static let address = "address"
    /// The number of a channel.
    public static let channelID = "channel_id"
    /// A collection of the store.
    public static let collection = "collection"
    /// Milliseconds something took.
    public static let duration = "duration_ms"
    /// What went wrong, in the words of whoever noticed.
    public static let error = "error"
    /// A file that was read.
    public static let file = "file"
    /// The key of a setting.
    public static let key = "key"
    /// An HTTP method.
    public static let method = "method"
    /// A queue of tasks.
    public static let queue = "queue"
    /// The id of an HTTP request, also in its answer's `X-Request-ID`.
    public static let requestID = "request_id"
    /// The template of a route.
    public static let route = "route"
    /// The id of a server.
    public static let serverID = "server_id"
    /// A service of this suite.
    public static let service = "service"
    /// The id of a login session or socket.
    public static let sessionID = "session_id"
    /// An HTTP status or a close code.
    public static let status = "status"
    /// The id of a user.
    public static let userID = "user_id"
}
