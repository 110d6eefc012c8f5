extension Event {
    /// A message was sent; `message` is the wire object with author and membership as far as they are shown.
    public static func message(_ message: Object, in channel: Channel) -> Event {
        Event(.message, message, to: channel.audience)
    }
}
