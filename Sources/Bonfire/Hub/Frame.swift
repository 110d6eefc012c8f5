internal import NIOCore

/// One event in one format, encoded and framed once; every session it goes to writes these same bytes.
final class Frame: Sendable {
    /// The WebSocket frame, header included.
    ///
    /// Never mutated.
    let bytes: ByteBuffer

    /// Frames a payload of the given format.
    init(_ payload: ByteBuffer, format: WireFormat) {
        self.bytes = FrameWriter.frame(format == .json ? .text : .binary, payload)
    }

    /// Takes bytes that are framed already.
    init(framed bytes: ByteBuffer) { self.bytes = bytes }
}

/// The frames that one or more sessions have to write at the end of a loop tick, as a path in a tree.
///
/// Sessions that received the same frames in the same order stand on the same node, so a burst is joined into one
/// buffer once, not once per session, and leaves in one write. Giving a session one more frame is a pointer comparison
/// and an assignment. Nodes live for one tick; ``dismantle()`` breaks the cycles between parents and children.
final class FrameChain {
    private let frame: Frame
    private let parent: FrameChain?
    /// Bytes of the whole path.
    let byteCount: Int
    /// Frames of the whole path.
    let frameCount: Int
    private var recent: FrameChain?
    private var others: [ObjectIdentifier: FrameChain] = [:]
    private var joined: ByteBuffer?

    /// Starts a path.
    init(_ frame: Frame, after parent: FrameChain? = nil) {
        self.frame = frame
        self.parent = parent
        self.byteCount = frame.bytes.readableBytes + (parent?.byteCount ?? 0)
        self.frameCount = 1 + (parent?.frameCount ?? 0)
    }

    /// The first frame of the path that starts here, for sessions that already stand on another path.
    var head: Frame { frame }

    /// The child of this node for a frame, if there is one.
    func child(for frame: Frame) -> FrameChain? {
        if let recent, recent.frame === frame { return recent }
        return others[ObjectIdentifier(frame)]
    }

    /// Adds a child.
    func adopt(_ child: FrameChain) {
        if let recent { others[ObjectIdentifier(recent.frame)] = recent }
        recent = child
    }

    /// All frames of the path in one buffer, built once.
    var bytes: ByteBuffer {
        guard let parent else { return frame.bytes }
        if let joined { return joined }
        var buffer = ByteBufferAllocator().buffer(capacity: byteCount)
        var path: [Frame] = [frame]
        var node: FrameChain? = parent
        while let current = node {
            path.append(current.frame)
            node = current.parent
        }
        for frame in path.reversed() { buffer.writeImmutableBuffer(frame.bytes) }
        joined = buffer
        return buffer
    }

    /// Lets go of the children.
    func dismantle() {
        recent = nil
        others = [:]
    }
}
