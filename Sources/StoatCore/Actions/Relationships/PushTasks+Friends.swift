import StoatMessaging
import StoatModels

extension QueuedTask {
    /// Tells the receiver of a friend request.
    static func friendRequestReceived(from user: User, receiver: UserID, settings: Settings.Pushd) -> QueuedTask {
        QueuedTask(
            .pushd(settings.friendRequestReceivedQueue, settings),
            ["from_user": .object(user.document), "user": .string(receiver.rawValue)]
        )
    }

    /// Tells the sender of a friend request that it was accepted.
    static func friendRequestAccepted(by user: User, sender: UserID, settings: Settings.Pushd) -> QueuedTask {
        QueuedTask(
            .pushd(settings.friendRequestAcceptedQueue, settings),
            ["accepted_user": .object(user.document), "user": .string(sender.rawValue)]
        )
    }
}

extension QueueName {
    /// An inbound queue of push delivery: production and test instances on one broker keep apart by a suffix.
    static func pushd(_ name: String, _ settings: Settings.Pushd) -> QueueName {
        let name = name + (settings.production ? "-prd" : "-tst")
        return QueueName(name, routingKey: name, exchange: Exchange(name: settings.exchange, kind: "direct"))
    }
}
