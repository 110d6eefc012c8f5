import StoatModels
import Synchronization
import Testing

@testable import Autumn
@testable import StoatCore

@Suite("Files that were looked up a moment ago")
struct KnownFilesTests {
    /// A library of one file, which can be removed, and a clock that tests move.
    private final class World: Sendable {
        let isThere = Mutex(true)
        let searches = Mutex(0)
        let time = Mutex(ContinuousClock.now)

        var known: KnownFiles {
            KnownFiles(
                search: { id, tag in
                    self.searches.withLock { $0 += 1 }
                    return self.isThere.withLock(\.self) ? Self.file(id, tag) : nil
                },
                now: { self.time.withLock(\.self) }
            )
        }

        func pass(_ duration: Duration) { time.withLock { $0 += duration } }

        private static func file(_ id: FileID, _ tag: FileTag) -> StoredFile {
            StoredFile(
                file: File(
                    id: id,
                    tag: tag.rawValue,
                    filename: "a",
                    metadata: ["type": "File"],
                    contentType: "text/plain",
                    size: 1
                ),
                object: FileHash(
                    id: "h",
                    processedHash: "h",
                    createdAt: Timestamp(milliseconds: 0),
                    bucket: "b",
                    path: "h",
                    iv: "",
                    metadata: ["type": "File"],
                    contentType: "text/plain",
                    size: 1
                )
            )
        }
    }

    @Test("are not looked up again, and are gone a second after they were deleted")
    func lifetime() async throws {
        let world = World()
        let known = world.known
        for _ in 0..<5 { #expect(try await known.find("a", tag: .attachments) != nil) }
        #expect(world.searches.withLock(\.self) == 1)
        #expect(try await known.find("a", tag: .icons)?.file.tag == "icons", "each tag on its own")
        world.isThere.withLock { $0 = false }
        world.pass(.milliseconds(999))
        #expect(try await known.find("a", tag: .attachments) != nil)
        world.pass(.milliseconds(1))
        #expect(try await known.find("a", tag: .attachments) == nil)
    }

    @Test("are found as soon as they are there")
    func appearance() async throws {
        let world = World()
        let known = world.known
        world.isThere.withLock { $0 = false }
        #expect(try await known.find("a", tag: .attachments) == nil)
        world.isThere.withLock { $0 = true }
        #expect(try await known.find("a", tag: .attachments) != nil)
    }

    @Test("are a bounded number")
    func capacity() async throws {
        let world = World()
        let known = world.known
        for number in 0...KnownFiles.capacity { _ = try await known.find(FileID("\(number)"), tag: .attachments) }
        #expect(known.count <= KnownFiles.capacity)
    }
}
