import NIOCore
import Testing

@testable import Autumn

@Suite("Previews in memory")
struct PreviewMemoryTests {
    private static func preview(_ size: Int) -> ByteBuffer { ByteBuffer(repeating: 7, count: size) }

    @Test("stay while they are used and make room for others when they are not")
    func generations() {
        let memory = PreviewMemory(capacity: 16 << 10)
        memory.keep(Self.preview(1024), for: "used")
        for number in 0..<100 {
            memory.keep(Self.preview(1024), for: "\(number)")
            #expect(memory["used"] != nil, "\(number)")
            #expect(memory.weight <= 16 << 10)
        }
        #expect(memory["99"] == Self.preview(1024))
        #expect(memory["0"] == nil)
    }

    @Test("are counted once when they are kept again, and not kept when they are large")
    func weight() {
        let memory = PreviewMemory(capacity: 16 << 10)
        for _ in 0..<3 { memory.keep(Self.preview(1024), for: "same") }
        #expect(memory.weight == Self.preview(1024).storageCapacity)
        memory.keep(Self.preview(4096), for: "large")
        #expect(memory["large"] == nil)
        let none = PreviewMemory(capacity: 0)
        none.keep(Self.preview(1), for: "any")
        #expect(none["any"] == nil)
    }
}
