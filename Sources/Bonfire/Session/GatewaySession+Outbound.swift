internal import DequeModule
internal import NIOCore

/// What waits to be written to one session.
final class Backlog {
    var frames: Deque<ByteBuffer> = []
    var byteCount = 0
}

extension GatewaySession {
    /// Whether frames may leave.
    enum Outlet {
        case open
        /// Between attaching and `Ready`: frames wait.
        case held
        /// After the Close frame: frames are dropped.
        case shut
    }

    /// Adds a frame of this session alone to what leaves at the end of the tick.
    func enqueue(_ frame: Frame) { enqueue(FrameChain(frame)) }

    /// Adds a frame to what leaves at the end of the tick.
    ///
    /// The hot path of fan-out: no look-up, no allocation for a session that stands where others stand.
    @inline(__always)
    func enqueue(_ start: FrameChain) {
        guard let current = pending else {
            pending = start
            hub.dirty.append(self)
            return
        }
        append(start.head, after: current)
    }

    private func append(_ frame: Frame, after current: FrameChain) {
        if let known = current.child(for: frame) {
            pending = known
            return
        }
        if current.byteCount > hub.limits.maxCoalescedBytes {
            flush()
            pending = FrameChain(frame)
            hub.dirty.append(self)
            return
        }
        let next = FrameChain(frame, after: current)
        current.adopt(next)
        hub.chains.append(current)
        pending = next
    }

    /// Writes what was enqueued.
    func flush() {
        guard let chain = pending else { return }
        pending = nil
        send(chain.bytes, frames: chain.frameCount)
    }

    /// Writes bytes, or lets them wait where the outlet or the socket does not take them.
    func send(_ bytes: ByteBuffer, frames: Int) {
        guard outlet == .open, backlog == nil, let context else {
            if outlet != .shut { wait(bytes) }
            return
        }
        hub.metrics.writes.count()
        hub.metrics.sentFrames.count(frames)
        context.writeAndFlush(Self.wrapOutboundOut(bytes), promise: nil)
    }

    private func wait(_ bytes: ByteBuffer) {
        let backlog = self.backlog ?? Backlog()
        self.backlog = backlog
        backlog.frames.append(bytes)
        backlog.byteCount += bytes.readableBytes
        guard backlog.byteCount > hub.limits.maxBacklogBytes else { return }
        hub.metrics.closedSlow.count()
        self.backlog = nil
        end(.tryLater)
    }

    /// The socket is full, or takes more again.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        guard context.channel.isWritable else {
            if outlet == .open, backlog == nil { backlog = Backlog() }
            return
        }
        guard outlet == .open, let waiting = backlog else { return }
        var frames = 0
        while context.channel.isWritable, let bytes = waiting.frames.popFirst() {
            waiting.byteCount -= bytes.readableBytes
            context.write(Self.wrapOutboundOut(bytes), promise: nil)
            frames += 1
        }
        if waiting.frames.isEmpty, context.channel.isWritable { backlog = nil }
        guard frames > 0 else { return }
        hub.metrics.writes.count()
        hub.metrics.sentFrames.count(frames)
        context.flush()
    }
}
