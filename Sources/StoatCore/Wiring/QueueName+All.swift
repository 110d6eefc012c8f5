import StoatMessaging

extension QueueName {
    /// The task queues of an instance, for metrics.
    static func all(_ settings: Settings) -> [QueueName] {
        [
            MassMentions.queue, .pushd(settings.pushd.friendRequestReceivedQueue, settings.pushd),
            .pushd(settings.pushd.friendRequestAcceptedQueue, settings.pushd),
        ]
    }
}
