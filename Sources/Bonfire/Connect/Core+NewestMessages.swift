internal import StoatCore
internal import StoatModels

extension Core {
    /// Channels just read, with messages that this process has sent and not recorded in them yet.
    func withNewestMessages(_ channels: [Channel]) -> [Channel] {
        channels.map { channel in
            var channel = channel
            channel.lastMessageID = lastMessages.newest(of: channel)
            return channel
        }
    }
}
