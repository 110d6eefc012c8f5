internal import NIOCore
internal import NIOPosix

#if canImport(Glibc)
    private import Glibc
#endif

extension GatewaySession {
    /// How far the end of the connection has come.
    enum Closing: Equatable {
        case no
        /// A Close frame was sent; the peer's answer or the end of the stream is awaited until then.
        case waiting(until: NIODeadline)
        /// The peer broke the protocol: nothing it sends matters any more.
        case failed
    }

    /// Ends the session: leaves every table, sends what was enqueued and a Close frame, and awaits the peer's answer.
    func end(_ code: CloseCode) {
        guard closing == .no, let context else { return }
        closing = .waiting(until: hub.now + hub.limits.closeGrace)
        leave()
        write(FrameWriter.close(code.rawValue, reason: code.reason), to: context)
        hub.wheel.enter(self, due: hub.now + hub.limits.closeGrace)
    }

    /// Ends the connection of a peer that broke the protocol: a Close frame, then nothing in either direction.
    func fail(_ code: CloseCode) {
        guard closing != .failed, let context else { return }
        let isFirst = closing == .no
        closing = .failed
        failedUntil = hub.now + min(hub.limits.closeGrace, .seconds(2))
        if isFirst {
            leave()
            write(FrameWriter.close(code.rawValue, reason: code.reason), to: context)
        }
        // Half-closed, so that the Close frame is not lost to a reset while the peer still sends.
        context.close(mode: .output, promise: nil)
        hub.wheel.enter(self, due: failedUntil)
    }

    /// The peer sent a Close frame: it is answered with the same code, unless it is an answer itself.
    func peerClosed(_ code: UInt16?) {
        guard let context else { return }
        let isFirst = closing == .no
        closing = .failed
        failedUntil = hub.now + min(hub.limits.closeGrace, .seconds(2))
        if isFirst {
            leave()
            write(FrameWriter.close(code), to: context)
        }
        context.close(mode: .output, promise: nil)
        hub.wheel.enter(self, due: failedUntil)
    }

    /// Leaves every table and hands over what was enqueued, without what waits behind a full socket.
    private func leave() {
        state.closed()
        flush()
        outlet = .shut
        backlog = nil
        departed()
    }

    private func write(_ bytes: ByteBuffer, to context: ChannelHandlerContext) {
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: nil)
    }

    /// Looks at a connection that is on its way out; one whose time is up is cut off.
    func closeTimeCame(_ now: NIODeadline, _ deadline: NIODeadline) -> NIODeadline? {
        guard now >= deadline else { return deadline }
        cutOff()
        return nil
    }

    /// Resets the connection: what the peer never read is dropped with it.
    func cutOff() {
        guard let context else { return }
        if let provider = context.channel as? any SocketOptionProvider {
            provider.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenFailure { _ in }
        }
        context.close(promise: nil)
    }

    /// The channel is gone.
    func released() {
        guard context != nil else { return }
        context = nil
        passGate()
        hub.metrics.openSockets.count(-1)
        if closing == .no {
            state.closed()
            outlet = .shut
            pending = nil
            backlog = nil
            departed()
        }
        closing = .failed
    }

    /// Leaves the hub's tables and tells the rest of the gateway, once.
    func departed() {
        guard let identity else { return }
        self.identity = nil
        if isCounted { hub.metrics.liveSessions.count(-1) }
        hub.leave(self)
        hub.services.ended(identity)
    }
}
