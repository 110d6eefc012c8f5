internal import NIOCore
internal import StoatModels
internal import Synchronization

/// What other threads ask of a loop.
enum LoopCommand: Sendable {
    /// An event for whoever it concerns.
    case deliver(PreparedEvent)
    /// Something for one session.
    case session(SessionHandle, SessionCommand)
    /// Close the sessions of a user.
    case close(UserID, CloseCode)
    /// Close every session with this code, spread over the time.
    case closeAll(CloseCode, over: TimeAmount)
}

/// The way from any thread to the sessions of one loop: commands are done in the order they were appended, and many
/// that come together cost one wake-up and leave in one write per socket.
final class LoopPort: Sendable {
    let loop: any EventLoop
    private let queue = Mutex<[LoopCommand]>([])
    private let hub: NIOLoopBoundBox<LoopHub?>

    /// Prepares a port; ``connect(_:)`` gives it its hub, on the loop.
    init(loop: any EventLoop) {
        self.loop = loop
        self.hub = .makeEmptyBox(eventLoop: loop)
    }

    /// Names the hub.
    ///
    /// On the loop, before the first command.
    func connect(_ hub: LoopHub) { self.hub.value = hub }

    /// The hub.
    ///
    /// On the loop only.
    var connected: LoopHub? { hub.value }

    /// Appends a command; answers whether the loop must be woken with ``wake()``.
    func append(_ command: LoopCommand) -> Bool {
        queue.withLock { queue in
            queue.append(command)
            return queue.count == 1
        }
    }

    /// Has the loop work off its commands.
    func wake() { loop.execute { self.drain() } }

    /// Appends a command and wakes the loop when needed.
    func post(_ command: LoopCommand) {
        if append(command) { wake() }
    }

    private func drain() {
        guard let hub = hub.value else { return }
        // What arrives while a batch is worked off joins the same writes, up to a bound that keeps delay small.
        for _ in 0..<4 {
            let batch = queue.withLock { queue in
                let batch = queue
                queue = []
                return batch
            }
            guard !batch.isEmpty else { break }
            for command in batch { hub.perform(command) }
        }
        hub.flush()
        if queue.withLock({ !$0.isEmpty }) { wake() }
    }
}

/// A session as other threads know it.
struct SessionHandle: Sendable {
    let port: LoopPort
    let session: NIOLoopBound<GatewaySession>

    /// Sends the session a command, after everything appended to its loop before.
    func post(_ command: SessionCommand) { port.post(.session(self, command)) }
}

/// What a connecting session is told.
enum SessionCommand: Sendable {
    /// The token is good: `Authenticated` is sent.
    case accepted
    /// The token is not: an `Error` frame with this type is sent, then the socket is closed.
    case rejected(type: String)
    /// Receives events from now on, but keeps them back until ``ready(_:replay:)``.
    case attach(AttachPlan)
    /// The `Ready` frame, and events that came while it was prepared.
    case ready(Frame, replay: [PreparedEvent])
    /// One more frame, e.g. slowmodes.
    case send(Frame)
    /// Ends the connection.
    case close(CloseCode)
}
