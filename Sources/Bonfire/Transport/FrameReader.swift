internal import NIOCore

/// What a peer sent, complete and unmasked.
enum SocketInput: Equatable {
    case text(ByteBuffer)
    case binary(ByteBuffer)
    case ping(ByteBuffer)
    case pong
    /// A Close frame; `nil` when it held no code.
    case close(UInt16?)
}

/// Why a connection must fail, with the code to say so.
enum FrameFault: Error, Equatable {
    case protocolError
    case invalidText
    case tooLarge

    var closeCode: CloseCode {
        switch self {
        case .protocolError: .protocolError
        case .invalidText: .invalidText
        case .tooLarge: .tooLarge
        }
    }
}

/// Reads the frames of a client byte by byte (RFC 6455 §5): masking, fragmentation, control frames, limits.
///
/// NIO's own decoder hands over whole frames and accepts unmasked ones; this reader fails at the first byte that is
/// wrong, text inside an unfinished frame included, and holds no buffer while nothing is under way, so an idle session
/// costs its fixed size only. After it has thrown it must not be used again.
struct FrameReader {
    /// Largest message, over all its fragments, in bytes.
    private let limit: Int
    private var phase: Phase = .header(filled: 0)
    /// The bytes of a header that is still incomplete; 2 + 8 of length + 4 of mask.
    private var head = InlineArray<14, UInt8>(repeating: 0)
    private var frame = Frame()
    /// Opcode of the message whose fragments are being collected.
    private var messageOpcode: UInt8?
    private var message: ByteBuffer?
    private var control: ByteBuffer?
    private var text = UTF8Validator()

    private enum Phase {
        case header(filled: Int)
        case payload(remaining: Int)
    }

    private struct Frame {
        var opcode: UInt8 = 0
        var isFinal = false
        /// The mask, in wire order from the least significant byte, turned so that it fits the next payload byte.
        var mask: UInt32 = 0
        var isControl: Bool { opcode >= 8 }
    }

    init(limit: Int) { self.limit = limit }

    /// Takes bytes from the buffer until a message or control frame is complete; `nil` when more are needed.
    mutating func next(_ buffer: inout ByteBuffer) throws(FrameFault) -> SocketInput? {
        while true {
            switch phase {
            case .header(let filled):
                guard try readHeader(&buffer, filled: filled) else { return nil }
            case .payload(let remaining):
                let count = min(remaining, buffer.readableBytes)
                if count > 0 { try take(count, from: &buffer) }
                phase = .payload(remaining: remaining - count)
                guard count == remaining else { return nil }
                phase = .header(filled: 0)
                if let input = try finishFrame() { return input }
            }
        }
    }

    /// Reads header bytes, checking each pair as soon as it is there; answers whether the header is complete.
    private mutating func readHeader(_ buffer: inout ByteBuffer, filled: Int) throws(FrameFault) -> Bool {
        var filled = filled
        var needed = filled < 2 ? 2 : headerLength
        while filled < needed {
            guard let byte = buffer.readInteger(as: UInt8.self) else {
                phase = .header(filled: filled)
                return false
            }
            head[filled] = byte
            filled += 1
            if filled == 1 { try checkFirst(byte) }
            if filled == 2 {
                try checkSecond(byte)
                needed = headerLength
            }
        }
        try startPayload()
        return true
    }

    private var headerLength: Int {
        switch head[1] & 0x7F {
        case 126: 8
        case 127: 14
        default: 6
        }
    }

    private func checkFirst(_ byte: UInt8) throws(FrameFault) {
        let opcode = byte & 0x0F
        let isFinal = byte & 0x80 != 0
        guard byte & 0x70 == 0 else { throw .protocolError }
        switch opcode {
        case 0: guard messageOpcode != nil else { throw .protocolError }
        case 1, 2: guard messageOpcode == nil else { throw .protocolError }
        case 8, 9, 10: guard isFinal else { throw .protocolError }
        default: throw .protocolError
        }
    }

    private func checkSecond(_ byte: UInt8) throws(FrameFault) {
        guard byte & 0x80 != 0 else { throw .protocolError }
        if head[0] & 0x08 != 0, byte & 0x7F > 125 { throw .protocolError }
    }

    private mutating func startPayload() throws(FrameFault) {
        var length = UInt64(head[1] & 0x7F)
        let width = length == 126 ? 2 : length == 127 ? 8 : 0
        if width > 0 {
            length = 0
            for index in 2..<2 + width { length = length << 8 | UInt64(head[index]) }
        }
        guard length >> 63 == 0 else { throw .protocolError }
        frame.opcode = head[0] & 0x0F
        frame.isFinal = head[0] & 0x80 != 0
        frame.mask = 0
        for index in 0..<4 { frame.mask |= UInt32(head[2 + width + index]) << UInt32(8 * index) }
        if !frame.isControl {
            guard length <= UInt64(limit - (message?.readableBytes ?? 0)) else { throw .tooLarge }
            if frame.opcode != 0 { messageOpcode = frame.opcode }
        }
        phase = .payload(remaining: Int(length))
    }

    /// Unmasks `count` payload bytes and appends them to the message or control frame under way.
    private mutating func take(_ count: Int, from buffer: inout ByteBuffer) throws(FrameFault) {
        guard let slice = buffer.readSlice(length: count) else { return }
        if frame.isControl {
            var target = control ?? ByteBufferAllocator().buffer(capacity: 125)
            control = nil
            frame.mask = Self.unmask(slice, with: frame.mask, into: &target)
            control = target
            return
        }
        var target = message ?? ByteBufferAllocator().buffer(capacity: count)
        message = nil
        let start = target.writerIndex
        frame.mask = Self.unmask(slice, with: frame.mask, into: &target)
        if messageOpcode == 1 {
            let isText = target.withUnsafeReadableBytes { bytes in
                text.accepts(UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
            guard isText else { throw .invalidText }
        }
        message = target
    }

    /// Appends the unmasked bytes; answers the mask turned by their number.
    private static func unmask(_ source: ByteBuffer, with mask: UInt32, into target: inout ByteBuffer) -> UInt32 {
        let wide = UInt64(mask) << 32 | UInt64(mask)
        target.writeWithUnsafeMutableBytes(minimumWritableBytes: source.readableBytes) { output in
            source.withUnsafeReadableBytes { input in
                var index = 0
                while index + 8 <= input.count {
                    let word = UInt64(littleEndian: input.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                    output.storeBytes(of: (word ^ wide).littleEndian, toByteOffset: index, as: UInt64.self)
                    index += 8
                }
                while index < input.count {
                    output[index] = input[index] ^ UInt8(truncatingIfNeeded: mask >> UInt32(8 * (index & 3)))
                    index += 1
                }
                return input.count
            }
        }
        let turn = UInt32(8 * (source.readableBytes & 3))
        return turn == 0 ? mask : mask >> turn | mask << (32 - turn)
    }

    private mutating func finishFrame() throws(FrameFault) -> SocketInput? {
        guard !frame.isControl else { return try finishControl() }
        guard frame.isFinal, let opcode = messageOpcode else { return nil }
        let bytes = message ?? ByteBuffer()
        message = nil
        messageOpcode = nil
        guard opcode == 1 else { return .binary(bytes) }
        guard text.isAtBoundary else { throw .invalidText }
        return .text(bytes)
    }

    private mutating func finishControl() throws(FrameFault) -> SocketInput {
        var bytes = control ?? ByteBuffer()
        control = nil
        switch frame.opcode {
        case 9: return .ping(bytes)
        case 10: return .pong
        default: break
        }
        guard bytes.readableBytes != 1 else { throw .protocolError }
        guard let code = bytes.readInteger(as: UInt16.self) else { return .close(nil) }
        guard CloseCode.isLegal(code) else { throw .protocolError }
        var reason = UTF8Validator()
        let isText = bytes.withUnsafeReadableBytes { reason.accepts($0) } && reason.isAtBoundary
        guard isText else { throw .invalidText }
        return .close(code)
    }
}
