internal import NIOCore

/// Builds the frames that this server sends: whole, final and unmasked.
enum FrameWriter {
    /// The kinds of frame that are sent.
    enum Opcode: UInt8 {
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10
    }

    /// A frame with this payload, in a buffer of its own.
    static func frame(_ opcode: Opcode, _ payload: ByteBuffer) -> ByteBuffer {
        let count = payload.readableBytes
        var buffer = ByteBufferAllocator().buffer(capacity: count + 10)
        buffer.writeInteger(0x80 | opcode.rawValue)
        switch count {
        case ...125: buffer.writeInteger(UInt8(count))
        case ...0xFFFF:
            buffer.writeInteger(UInt8(126))
            buffer.writeInteger(UInt16(count))
        default:
            buffer.writeInteger(UInt8(127))
            buffer.writeInteger(UInt64(count))
        }
        buffer.writeImmutableBuffer(payload)
        return buffer
    }

    /// A Close frame; without a code it is empty, as the answer to an empty one.
    static func close(_ code: UInt16?, reason: String = "") -> ByteBuffer {
        var payload = ByteBuffer()
        if let code {
            payload.writeInteger(code)
            payload.writeString(reason)
        }
        return frame(.close, payload)
    }
}
