internal import CCurl
internal import Foundation
internal import Synchronization

/// A thread that runs many transfers at once.
///
/// It ends with the last reference to this value, and with it every transfer that still runs.
final class TransferThread: Sendable {
    private let inbox: TransferInbox

    init(limits: FetchLimits) {
        let inbox = TransferInbox()
        self.inbox = inbox
        let thread = Thread { TransferLoop(inbox: inbox, limits: limits).run() }
        thread.name = "january-fetch"
        thread.stackSize = 1 << 20
        thread.start()
    }

    deinit { inbox.post(.stop) }

    /// Begins a transfer as soon as there is a place.
    func start(_ request: Transfer.Request) -> Transfer {
        let inbox = inbox
        let transfer = Transfer(request) { transfer, signal in
            switch signal {
            case .resume: inbox.post(.resume(transfer))
            case .cancel: inbox.post(.cancel(transfer))
            }
        }
        inbox.post(.start(transfer))
        return transfer
    }
}

/// What other threads want of the transfer thread.
final class TransferInbox: Sendable {
    enum Command: Sendable {
        case start(Transfer)
        case resume(Transfer)
        case cancel(Transfer)
        case stop
    }

    /// The handle that all transfers of a thread belong to; `nil` without memory.
    ///
    /// Only its wake-up may be called from any thread, and nothing else is called but by the owner.
    nonisolated(unsafe) let multi: UnsafeMutableRawPointer?
    private let commands = Mutex<[Command]>([])

    init() {
        _ = Self.isLibraryReady
        self.multi = curl_multi_init()
    }

    /// The owner lives as long as its loop, and the loop holds the inbox.
    deinit { curl_multi_cleanup(multi) }

    func post(_ command: Command) {
        commands.withLock { $0.append(command) }
        curl_multi_wakeup(multi)
    }

    func take() -> [Command] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }

    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK
}
