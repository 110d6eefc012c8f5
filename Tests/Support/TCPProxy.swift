internal import Foundation
internal import Synchronization

/// Stands between a client and a server of a test, to break their connection at will.
public final class TCPProxy: Sendable {
    /// What happens to connections.
    public enum Mode: Sendable {
        /// Bytes pass both ways.
        case open
        /// Connections are closed, and new ones as soon as they come.
        case closed
        /// Connections stay, and no byte passes: a network that has died silently.
        case silent
        /// A connection is closed once so many bytes have passed from its client.
        case cut(after: Int)
        /// A connection is closed when the server answers, and the answer is lost.
        case unanswered
    }

    private struct State {
        var mode = Mode.open
        var sockets: Set<Int32> = []
        var isEnded = false
    }

    /// Where clients connect, on the loopback interface.
    public let port: Int
    private let target: Int
    private let listener: Int32
    private let state = Mutex(State())

    /// Starts to pass connections on to a port of the loopback interface.
    public init(to target: Int) throws {
        self.target = target
        self.port = try FreePort.next()
        self.listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let (listener, port) = (listener, port)
        var yes: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard Self.withAddress(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw ServerProcess.Failure("the proxy cannot listen on port \(port)")
        }
        Thread.detachNewThread { [weak self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0, let self, !self.state.withLock({ $0.isEnded }) else { return }
                self.serve(client)
            }
        }
    }

    deinit {
        set(.closed)
        state.withLock { $0.isEnded = true }
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// Changes what happens from now on.
    public func set(_ mode: Mode) {
        state.withLock { state in
            state.mode = mode
            guard case .closed = mode else { return }
            for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        }
    }

    private func serve(_ client: Int32) {
        let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard !isClosed, Self.withAddress(target, { connect(server, $0, $1) }) == 0 else {
            close(client)
            close(server)
            return
        }
        state.withLock { state in
            state.sockets.formUnion([client, server])
        }
        let open = Mutex(2)
        let pair = Pair(client: client, server: server, open: open)
        Thread.detachNewThread { [weak self] in self?.pump(from: client, to: server, of: pair, isAnswer: false) }
        Thread.detachNewThread { [weak self] in self?.pump(from: server, to: client, of: pair, isAnswer: true) }
    }

    private final class Pair: Sendable {
        let client: Int32
        let server: Int32
        private let open: Mutex<Int>

        init(client: Int32, server: Int32, open: consuming Mutex<Int>) {
            self.client = client
            self.server = server
            self.open = open
        }

        /// One direction has ended; answers whether it was the last.
        func end() -> Bool {
            open.withLock { open in
                open -= 1
                return open == 0
            }
        }
    }

    private var isClosed: Bool { if case .closed = state.withLock(\.mode) { true } else { false } }

    private var isSilent: Bool { if case .silent = state.withLock(\.mode) { true } else { false } }

    /// How many of the bytes that have come may pass, after others did.
    private func allowed(_ count: Int, after passed: Int, isAnswer: Bool) -> Int {
        switch state.withLock(\.mode) {
        case .cut(let limit) where !isAnswer: min(count, max(0, limit - passed))
        case .unanswered where isAnswer: 0
        case .open, .closed, .silent, .cut, .unanswered: count
        }
    }

    private func pump(from source: Int32, to sink: Int32, of pair: Pair, isAnswer: Bool) {
        var part = [UInt8](repeating: 0, count: 65_536)
        var passed = 0
        while case let received = recv(source, &part, part.count, 0), received > 0 {
            // This is a thread of the proxy's own, and being silent means just that: nothing is read or passed on.
            while isSilent { usleep(5000) }
            let count = allowed(received, after: passed, isAnswer: isAnswer)
            passed += count
            var sent = 0
            while sent < count {
                let written = part.withUnsafeBytes {
                    send(sink, $0.baseAddress! + sent, count - sent, Int32(MSG_NOSIGNAL))
                }
                guard written > 0 else { break }
                sent += written
            }
            if sent < received { break }
        }
        shutdown(source, Int32(SHUT_RDWR))
        shutdown(sink, Int32(SHUT_RDWR))
        guard pair.end() else { return }
        state.withLock { state in
            state.sockets.subtract([pair.client, pair.server])
        }
        close(pair.client)
        close(pair.server)
    }

    private static func withAddress(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
