internal import DequeModule
internal import NIOCore
internal import Synchronization

/// One request and its answer, between the thread that does the talking and the task that waits for it.
///
/// The thread feeds it; one task reads it with ``head()`` and ``next()``. Whatever ends it first stands.
final class Transfer: Sendable {
    /// What is asked, and what the answer may take.
    struct Request: Sendable {
        var url: FetchTarget
        var userAgent: String
        /// Whether the address of the peer does not matter.
        var isTrusted: Bool
        /// The `Range` header; with one, or for a stream, nothing is asked or read in a compressed form.
        var range: String?
        /// Whether the sender is held back while the reader is slow.
        var isStreamed: Bool
        /// Most bytes of the decoded body; the body ends there.
        var maxBodyBytes: Int
        /// From the start on the wire to the end of the body.
        var time: Duration
        /// When it ends, wherever it is.
        var deadline: ContinuousClock.Instant
        /// Addresses of the host in place of the resolver's.
        var addresses: [String]?
        var limits: FetchLimits
    }

    private struct State {
        var intake: HeadIntake
        var head: AnswerHead?
        var pieces: Deque<ByteBuffer> = []
        var heldBytes = 0
        var bodyBytes = 0
        var isPaused = false
        var isTruncated = false
        var end: FetchError??
        var cause: FetchError?
        var waiter: CheckedContinuation<Void, Never>?
    }

    let request: Request
    /// Whose host is asked: the domain that its owner registered.
    let site: String
    /// Asks the thread to go on after a pause, or to let go of the transfer.
    private let signal: @Sendable (Transfer, Signal) -> Void
    private let state: Mutex<State>

    enum Signal: Sendable { case resume, cancel }

    init(_ request: Request, signal: @escaping @Sendable (Transfer, Signal) -> Void) {
        self.request = request
        self.site = RegistrableDomain.of(request.url.host)
        self.signal = signal
        self.state = Mutex(State(intake: HeadIntake(limits: request.limits)))
    }

    // MARK: - The reader

    /// Waits for the head of the answer.
    func head() async throws(FetchError) -> AnswerHead {
        while true {
            let found: Result<AnswerHead, FetchError>? = state.withLock { state in
                if let head = state.head { return .success(head) }
                return state.end.map { .failure($0 ?? .connection("no answer")) }
            }
            if let found { return try found.get() }
            await change { $0.head != nil || $0.end != nil }
        }
    }

    /// The next bytes of the body; `nil` at its end or its limit.
    func next() async throws(FetchError) -> ByteBuffer? {
        while true {
            let found: Result<ByteBuffer?, FetchError>? = state.withLock { state in
                if let piece = state.pieces.popFirst() {
                    state.heldBytes -= piece.readableBytes
                    return .success(piece)
                }
                return state.end.map { $0.map { .failure($0) } ?? .success(nil) }
            }
            let resumes = state.withLock { state in
                guard state.isPaused, state.heldBytes <= request.limits.maxHeldBytes / 2 else { return false }
                state.isPaused = false
                return true
            }
            if resumes { signal(self, .resume) }
            if let found { return try found.get() }
            await change { !$0.pieces.isEmpty || $0.end != nil }
        }
    }

    /// Whether the body was cut at its limit.
    var isTruncated: Bool { state.withLock { $0.isTruncated } }

    /// Ends the transfer and gives up its place; nothing more comes.
    ///
    /// Every transfer must be ended so, even a complete one.
    func cancel() {
        finish(.cancelled)
        signal(self, .cancel)
    }

    private func change(_ isReady: @Sendable (borrowing State) -> Bool) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if isReady(state) { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
    }

    // MARK: - The thread

    /// What the thread does with a piece that arrived.
    enum Reception { case taken, pause, abort }

    /// Takes a line of the head.
    func receive(headerLine line: UnsafeRawBufferPointer) -> Reception {
        wakeAfter { state in
            do throws(FetchError) {
                guard let head = try state.intake.feed(line), state.head == nil else { return .taken }
                state.head = head
                return .taken
            } catch {
                state.cause = error
                return .abort
            }
        }
    }

    /// Takes a piece of the decoded body.
    func receive(body bytes: UnsafeRawBufferPointer) -> Reception {
        wakeAfter { state in
            if state.end != nil { return .abort }
            if request.isStreamed, state.heldBytes >= request.limits.maxHeldBytes {
                state.isPaused = true
                return .pause
            }
            let room = request.maxBodyBytes - state.bodyBytes
            let taken = UnsafeRawBufferPointer(rebasing: bytes.prefix(room))
            if !taken.isEmpty {
                state.pieces.append(ByteBuffer(bytes: taken))
                state.heldBytes += taken.count
                state.bodyBytes += taken.count
            }
            guard taken.count < bytes.count else { return .taken }
            state.isTruncated = true
            state.end = .some(nil)
            return .abort
        }
    }

    /// Whether a connection to this address may be opened; the transfer ends with a refusal where none may.
    func permits(_ peer: PeerAddress?) -> Bool {
        if let peer, request.isTrusted || peer.isPublic { return true }
        state.withLock { $0.cause = .refused }
        return false
    }

    /// Ends the transfer; `nil` for success.
    func finish(_ error: FetchError?) {
        _ = wakeAfter { state in
            if state.end == nil { state.end = .some(error.map { state.cause ?? $0 }) }
            return .taken
        }
    }

    /// Whether it has ended.
    var isOver: Bool { state.withLock { $0.end != nil } }

    private func wakeAfter(_ body: (inout State) -> Reception) -> Reception {
        let (reception, waiter) = state.withLock { state in
            let reception = body(&state)
            let waiter = state.waiter
            state.waiter = nil
            return (reception, waiter)
        }
        waiter?.resume()
        return reception
    }
}
