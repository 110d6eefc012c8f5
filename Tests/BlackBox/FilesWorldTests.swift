import Foundation
import TestSupport
import Testing

/// The file server in worlds that go wrong: a full disk, a virus scanner that finds something or is gone.
@Suite("The file server's world", .tags(.live), .timeLimit(.minutes(6)))
struct FilesWorldTests {
    /// What lies on the disk that becomes full.
    enum Disk: String, CaseIterable {
        case everything, files, work

        /// The mounted folder, below the instance's.
        var folder: String { self == .everything ? "data" : "small" }

        func configuration(_ folder: String) -> String {
            let (large, small) = ("\"\(folder)/large\"", "\"\(folder)/small\"")
            return switch self {
            case .everything: ""
            case .files: "files.directory = \(small)\nfiles.work_directory = \(large)"
            case .work: "files.directory = \(large)\nfiles.work_directory = \(small)"
            }
        }
    }

    @Test(
        "on a full disk uploads are refused and leave nothing, and go on when there is room",
        arguments: Disk.allCases
    )
    func fullDisk(disk: Disk) async throws {
        let mount = "mkdir -p \(disk.folder) && mount -t tmpfs -o size=40m none \(disk.folder)"
        let instance = try await FilesInstance(mount: mount, disk.configuration)
        let root = "/proc/\(instance.process.pid)/root"
        let kept = noise(1_000_000, seed: 1)
        let id = try #require(try await instance.upload(kept)["id"])
        #expect(try await instance.use([id]).status == 200)

        let filler = Filler(root + instance.folder.path + "/" + disk.folder)
        try filler.leave(8_000_000)
        // More than there is room for: as it arrives, as it is cleaned by a program, as it is encrypted or stored.
        for (bytes, name) in [(noise(15_000_000, seed: 2), "a.bin"), (Self.sound(6_000_000), "a.wav")]
        where disk != .files || name == "a.bin" {
            let answer = try await instance.upload(bytes, as: name)
            #expect(answer.summary == "503 ServiceUnavailable", "\(disk) \(name)")
        }
        try filler.leave(0)
        let many = try await withThrowingTaskGroup(of: String.self) { group in
            for seed in 10..<20 as Range<UInt64> {
                group.addTask { try await instance.upload(noise(300_000, seed: seed)).summary }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(many == ["503 ServiceUnavailable"], "\(disk)")
        #expect(try await instance.read(id).body == kept, "what is stored can be read")

        try filler.remove()
        for seed in 20..<24 as Range<UInt64> {
            let bytes = noise(2_000_000, seed: seed)
            let id = try #require(try await instance.upload(bytes)["id"], "\(disk)")
            #expect(try await instance.use([id]).status == 200)
            #expect(try await instance.read(id).body == bytes)
        }
        let count = try await instance.audit(root: root).pass()
        #expect(count.files == 5 && count.contents == 5 && count.objects == 5 && count.reservations == 0, "\(count)")
        #expect(instance.process.isRunning)
        await instance.process.terminate()
    }

    /// Sound that is stored as it is, but copied by a program to lose its tags.
    private static func sound(_ count: Int) -> Data {
        func number(_ value: Int, _ bytes: Int) -> Data {
            Data((0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
        }
        let format = number(16, 4) + number(1, 2) + number(1, 2) + number(44_100, 4) + number(88_200, 4) + number(2, 2)
        let head = Data("RIFF".utf8) + number(count + 36, 4) + Data("WAVEfmt ".utf8) + format + number(16, 2)
        return head + Data("data".utf8) + number(count, 4) + noise(count, seed: 3)
    }

    @Test("with a virus scanner, what is infected or cannot be scanned is refused, and the rest is taken")
    func scanner() async throws {
        let clamd = try await ClamdServer.started()
        let instance = try await FilesInstance { _ in "files.clamd_host = \"127.0.0.1:\(clamd.port)\"" }
        let zip = Data("PK\u{3}\u{4}".utf8) + noise(200_000, seed: 1)
        let infected = zip + Data(ClamdServer.signature.utf8) + noise(1000, seed: 2)
        #expect(try await instance.upload(infected, as: "a.zip").summary == "400 FileTypeNotAllowed")
        #expect(try await instance.upload(zip, as: "a.zip").summary == "200")
        await clamd.process.kill()
        let other = zip + noise(10, seed: 3)
        #expect(try await instance.upload(other, as: "a.zip").summary == "500 InternalError")
        #expect(try await instance.upload(Data("text".utf8), as: "a.txt").summary == "200")
        let count = try await instance.audit().pass()
        #expect(count.files == 2 && count.contents == 2 && count.reservations == 0 && count.objects == 2, "\(count)")
        try await clamd.process.start()
        #expect(try await instance.upload(other, as: "a.zip").summary == "200")
        #expect(try await instance.upload(infected, as: "b.exe").summary == "400 FileTypeNotAllowed")
        await instance.process.terminate()
    }
}

/// A file that takes the room of a disk.
private struct Filler {
    private let folder: String
    private var path: String { folder + "/filler" }

    init(_ folder: String) { self.folder = folder }

    /// Takes all but so many bytes.
    func leave(_ bytes: UInt64) throws {
        let chunk = Data(count: 65_536)
        if !FileManager.default.fileExists(atPath: path) { try Data().write(to: URL(fileURLWithPath: path)) }
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        try file.seekToEnd()
        while free > bytes {
            // The last piece does not fit.
            guard (try? file.write(contentsOf: chunk.prefix(Int(min(65_536, free - bytes))))) != nil else { return }
        }
    }

    func remove() throws { try FileManager.default.removeItem(atPath: path) }

    private var free: UInt64 {
        var status = statvfs()
        guard statvfs(folder, &status) == 0 else { return 0 }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }
}
