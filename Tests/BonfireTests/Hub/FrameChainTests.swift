import NIOCore
import Testing

@testable import Bonfire

@Suite("Frames of a tick")
struct FrameChainTests {
    private func frame(_ text: String) -> Frame { Frame(framed: ByteBuffer(string: text)) }

    @Test("paths that part keep their own order and share their start")
    func paths() {
        let (a, b, c) = (frame("a"), frame("b"), frame("c"))
        let start = FrameChain(a)
        let left = FrameChain(b, after: start)
        start.adopt(left)
        let right = FrameChain(c, after: start)
        start.adopt(right)
        #expect(start.child(for: b) === left)
        #expect(start.child(for: c) === right)
        #expect(String(buffer: left.bytes) == "ab")
        #expect(String(buffer: right.bytes) == "ac")
        #expect(right.frameCount == 2)
        #expect(right.byteCount == 2)
        start.dismantle()
        #expect(start.child(for: b) == nil)
    }

    @Test("a single frame is not copied")
    func single() {
        let only = frame("x")
        #expect(
            FrameChain(only).bytes.readableBytesView.withUnsafeBytes { $0.baseAddress }
                == only.bytes.readableBytesView.withUnsafeBytes { $0.baseAddress }
        )
    }
}

@Suite("Timer wheel")
struct TimerWheelTests {
    private final class Item: Timed {
        func timeCame(_ now: NIODeadline) -> NIODeadline? { nil }
    }

    @Test("items come within a second after they are due, long ones round by round", arguments: [0, 1, 5, 126, 500])
    func due(seconds: Int64) {
        let start = NIODeadline.uptimeNanoseconds(1_000_000_000)
        var wheel = TimerWheel(now: start)
        let item = Item()
        let due = start + .seconds(seconds)
        wheel.enter(item, due: due)
        var now = start
        for _ in 0..<1010 {
            now = now + .milliseconds(500)
            guard let found = wheel.advance(to: now).first else { continue }
            if now < due {
                wheel.enter(found, due: due)
                continue
            }
            #expect(now >= due)
            #expect(now <= due + .seconds(2))
            return
        }
        Issue.record("never came")
    }
}
