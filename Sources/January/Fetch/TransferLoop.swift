internal import CCurl
internal import DequeModule
internal import Glibc

/// The work of a transfer thread; every call is made on that thread.
final class TransferLoop {
    private let inbox: TransferInbox
    private let limits: FetchLimits
    private var waiting: Deque<Transfer> = []
    private var active: [UnsafeMutableRawPointer: TransferHandle] = [:]
    /// The transfers that have a place.
    ///
    /// A transfer keeps its place after its end, until nobody reads it any more: a body that waits for a slow reader
    /// takes memory like one that arrives.
    private var places: Set<ObjectIdentifier> = []
    private var placesPerSite: [String: Int] = [:]

    init(inbox: TransferInbox, limits: FetchLimits) {
        self.inbox = inbox
        self.limits = limits
    }

    func run() {
        blockBrokenPipes()
        while true {
            for command in inbox.take() {
                switch command {
                case .start(let transfer): enqueue(transfer)
                case .resume(let transfer): if let handle = handle(of: transfer) { curl_easy_pause(handle.easy, 0) }
                case .cancel(let transfer): drop(transfer)
                case .stop:
                    stop()
                    return
                }
            }
            admit()
            var running: Int32 = 0
            curl_multi_perform(inbox.multi, &running)
            if collect() { continue }
            // Deadlines of those without a place are nobody else's to watch.
            curl_multi_poll(inbox.multi, nil, 0, waiting.isEmpty ? 10_000 : 200, nil)
        }
    }

    private func enqueue(_ transfer: Transfer) {
        guard inbox.multi != nil, waiting.count < limits.maxWaiting else { return transfer.finish(.overloaded) }
        waiting.append(transfer)
    }

    /// Begins the oldest transfers for whose hosts there is a place.
    private func admit() {
        guard !waiting.isEmpty else { return }
        let now = ContinuousClock.now
        var kept: Deque<Transfer> = []
        for transfer in waiting {
            if transfer.isOver { continue }
            if transfer.request.deadline <= now {
                transfer.finish(.timedOut)
            } else if takePlace(transfer) {
                begin(transfer)
            } else {
                kept.append(transfer)
            }
        }
        waiting = kept
    }

    /// Gives the transfer a place if there is one.
    private func takePlace(_ transfer: Transfer) -> Bool {
        guard places.count < limits.maxActive else { return false }
        let count = placesPerSite[transfer.site, default: 0]
        guard count < limits.maxActivePerSite else { return false }
        places.insert(ObjectIdentifier(transfer))
        placesPerSite[transfer.site] = count + 1
        return true
    }

    private func leavePlace(_ transfer: Transfer) {
        guard places.remove(ObjectIdentifier(transfer)) != nil else { return }
        let count = placesPerSite[transfer.site, default: 1] - 1
        placesPerSite[transfer.site] = count > 0 ? count : nil
    }

    private func begin(_ transfer: Transfer) {
        guard let handle = TransferHandle(transfer) else {
            return transfer.finish(.connection("no handle"))
        }
        guard curl_multi_add_handle(inbox.multi, handle.easy) == CURLM_OK else {
            handle.close()
            return transfer.finish(.connection("the handle was refused"))
        }
        active[handle.easy] = handle
    }

    /// Ends the transfers that are done; answers whether there were any.
    private func collect() -> Bool {
        var isAny = false
        var left: Int32 = 0
        while let message = curl_multi_info_read(inbox.multi, &left) {
            var code = CURLE_OK
            guard stoat_curl_is_done(message, &code) != 0, let easy = message.pointee.easy_handle else { continue }
            isAny = true
            guard let handle = active[easy] else { continue }
            handle.transfer.finish(Self.error(code))
            remove(handle)
        }
        return isAny
    }

    /// Forgets a transfer that nobody reads any more; its end is known by then.
    private func drop(_ transfer: Transfer) {
        if let handle = handle(of: transfer) { remove(handle) }
        leavePlace(transfer)
    }

    private func remove(_ handle: TransferHandle) {
        curl_multi_remove_handle(inbox.multi, handle.easy)
        active[handle.easy] = nil
        handle.close()
    }

    private func handle(of transfer: Transfer) -> TransferHandle? {
        active.values.first { $0.transfer === transfer }
    }

    private func stop() {
        for handle in active.values {
            handle.transfer.finish(.cancelled)
            remove(handle)
        }
        for transfer in waiting { transfer.finish(.cancelled) }
        for case .start(let transfer) in inbox.take() { transfer.finish(.cancelled) }
    }

    private static func error(_ code: CURLcode) -> FetchError? {
        switch code {
        case CURLE_OK: nil
        case CURLE_OPERATION_TIMEDOUT: .timedOut
        case CURLE_WRITE_ERROR, CURLE_ABORTED_BY_CALLBACK: .tooLarge
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .unusable
        default: .connection(String(cString: curl_easy_strerror(code)))
        }
    }

    /// Writing to a connection that the other side closed is an error, not the end of the process.
    private func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
