import Glibc

/// A descriptor pair that ends another thread's `poll`.
///
/// Both ends are closed with the last reference; they do not block and are not inherited by child processes.
final class WakeUp: Sendable {
    private let reading: Int32
    private let writing: Int32

    init() throws(MessagingError) {
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw MessagingError(.failed, "no socket pair: \(String(cString: strerror(errno)))")
        }
        self.reading = ends[0]
        self.writing = ends[1]
    }

    deinit {
        close(reading)
        close(writing)
    }

    /// Ends the current or the next ``wait(for:orReadable:orWritable:)``.
    func signal() {
        var byte: UInt8 = 1
        // A full buffer means that the other side will wake anyway.
        _ = send(writing, &byte, 1, Int32(MSG_NOSIGNAL))
    }

    /// Blocks until signalled, until the descriptor is readable, or until the time is over.
    ///
    /// Answers whether the descriptor is readable, in error or hung up.
    func wait(for limit: Duration, orReadable descriptor: Int32? = nil) -> Bool {
        var polled = [pollfd(fd: reading, events: Int16(POLLIN), revents: 0)]
        if let descriptor { polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)) }
        let milliseconds = Int32(clamping: limit.wholeMilliseconds)
        guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return false }
        if polled[0].revents != 0 {
            var drain: (UInt64, UInt64) = (0, 0)
            while recv(reading, &drain, 16, 0) == 16 {}
        }
        return polled.count > 1 && polled[1].revents != 0
    }
}

extension Duration {
    /// The duration in milliseconds, rounded up, so that a wait for it does not end too early.
    var wholeMilliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
    }
}
