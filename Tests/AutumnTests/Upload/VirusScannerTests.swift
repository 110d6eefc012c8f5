import NIOCore
import StoatCore
import StoatModels
import TestSupport
import Testing

@testable import Autumn

@Suite("The virus scanner", .timeLimit(.minutes(3)))
struct VirusScannerTests {
    private static let infected = Array("harmless, then \(ClamdServer.signature), and more\n".utf8)
    private static let clean = Array("harmless, BROKEN\nand OK\n".utf8)

    /// The upload is refused with this error, and nothing of it is stored.
    private static func refuse(
        _ bytes: [UInt8],
        as name: String = "a.bin",
        in uploads: TestUploads,
        with kind: APIError.Kind,
        storing stored: [Int] = [0, 0, 0, 0]
    ) async throws {
        let error = await #expect(throws: APIError.self) { try await uploads.upload(bytes, as: name) }
        #expect(error?.kind == kind, "\(name)")
        let count = try await uploads.stored()
        #expect(count == stored, "\(name)")
    }

    @Test("refuses what is infected, whatever the name, and stores nothing of it")
    func infection() async throws {
        let clamd = try await ClamdServer.shared()
        try await TestUploads.with(scanner: clamd.port) { uploads in
            for name in ["a.bin", "a.txt.zip", "a.exe", "", "SPOILER_a.apk"] {
                try await Self.refuse(Self.infected + [0xFF], as: name, in: uploads, with: .fileTypeNotAllowed)
            }
            // At the very end of many pieces.
            let large = [UInt8](repeating: 0xFF, count: 3_000_000) + Self.infected
            try await Self.refuse(large, in: uploads, with: .fileTypeNotAllowed)
        }
    }

    @Test("lets pass what is clean, also many at once")
    func cleanness() async throws {
        let clamd = try await ClamdServer.shared()
        try await TestUploads.with(scanner: clamd.port) { uploads in
            try await uploads.upload(Self.clean + [0xFF])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 as Range<UInt8> {
                    group.addTask { try await uploads.upload([0xFF, number] + Self.clean) }
                }
                try await group.waitForAll()
            }
            let stored = try await uploads.stored()
            #expect(stored == [41, 41, 41, 0])
        }
    }

    @Test("is asked about the configured types only, and never about pictures")
    func types() async throws {
        // Nobody listens there: what is scanned is refused.
        try await TestUploads.with(scanner: try FreePort.next(), scansAll: false) { uploads in
            for name in ["a.exe", "a.apk"] {
                try await Self.refuse(Self.clean, as: name, in: uploads, with: .internalError)
            }
            try await Self.refuse(Array("PK\u{3}\u{4}".utf8) + Self.clean, in: uploads, with: .internalError)
            try await uploads.upload(Self.infected, as: "a.txt")
        }
    }

    @Test("that is down lets nothing pass, and is found again")
    func down() async throws {
        let clamd = try await ClamdServer.started()
        try await TestUploads.with(scanner: clamd.port) { uploads in
            await clamd.process.kill()
            try await Self.refuse(Self.clean + [0xFF], in: uploads, with: .internalError)
            try await clamd.process.start()
            try await uploads.upload(Self.clean + [0xFF])
            try await Self.refuse(
                Self.infected + [0xFF],
                in: uploads,
                with: .fileTypeNotAllowed,
                storing: [1, 1, 1, 0]
            )
        }
    }

    @Test("that hangs is not waited for forever")
    func hanging() async throws {
        let clamd = try await ClamdServer.started()
        try await TestUploads.with(scanner: clamd.port, limit: .seconds(1)) { uploads in
            await clamd.process.freeze()
            try await Self.refuse(Self.clean + [0xFF], in: uploads, with: .internalError)
            let large = [UInt8](repeating: 0xFF, count: 15_000_000)
            try await Self.refuse(large, in: uploads, with: .internalError)
            await clamd.process.thaw()
        }
    }

    @Test("that answers nonsense, though with the right words in it, lets nothing pass")
    func nonsense() async throws {
        // Another server than it should be, which repeats in its answer what it was sent.
        let redis = try await RedisServer.shared()
        try await TestUploads.with(scanner: redis.port, limit: .seconds(5)) { uploads in
            try await Self.refuse(Self.clean + [0xFF], in: uploads, with: .internalError)
            try await Self.refuse(Self.infected + [0xFF], in: uploads, with: .internalError)
        }
    }

    @Test("that takes no files of this size lets them not pass")
    func size() async throws {
        let clamd = try await ClamdServer.started(largest: 1_000_000)
        try await TestUploads.with(scanner: clamd.port) { uploads in
            let large = [UInt8](repeating: 0xFF, count: 8_000_000)
            try await Self.refuse(large, in: uploads, with: .internalError)
            try await uploads.upload(Array(large.prefix(900_000)))
        }
    }
}
