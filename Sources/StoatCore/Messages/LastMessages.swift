public import StoatModels
import Synchronization

/// The newest message of each channel with recent activity, kept until ``LastMessageWriter`` has recorded it.
///
/// `last_message_id` changes with every message of a channel; written with each, it would double the writes of
/// sending and make the channel's document the one that all senders wait for. So it is written at most once a second
/// and channel. What a crash leaves unwritten is recovered from the messages themselves at the next start.
public final class LastMessages: Sendable {
    private let pending = Mutex<[ChannelID: MessageID]>([:])

    init() {}

    /// Remembers a message; the newest of a channel wins.
    func note(_ message: MessageID, in channel: ChannelID) {
        pending.withLock { pending in
            if let known = pending[channel], known >= message { return }
            pending[channel] = message
        }
    }

    /// Forgets messages that were deleted.
    func forget(_ messages: [MessageID], in channel: ChannelID) {
        pending.withLock { pending in
            if let known = pending[channel], messages.contains(known) { pending[channel] = nil }
        }
    }

    /// The newest message of a channel as far as this process knows: what its document says, unless a newer one waits
    /// to be recorded.
    public func newest(of channel: Channel) -> MessageID? {
        guard let waiting = pending.withLock({ $0[channel.id] }) else { return channel.lastMessageID }
        return max(waiting, channel.lastMessageID ?? waiting)
    }

    /// Everything that waits, which then no longer does.
    func take() -> [ChannelID: MessageID] {
        pending.withLock { pending in
            defer { pending = [:] }
            return pending
        }
    }
}
