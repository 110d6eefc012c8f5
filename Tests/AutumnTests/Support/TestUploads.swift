import Crypto
import Foundation
import NIOCore
import StoatMedia
import StoatMessaging
import StoatModels
import StoatStorage
import TestSupport

@testable import Autumn
@testable import StoatCore

/// What happens to uploads once they have arrived, over a database and a folder of its own.
struct TestUploads {
    let core: Core
    let library: FileLibrary
    private let uploads: Uploads
    private let blobs: FolderBlobs
    private let work: WorkFolder
    private let user: User

    /// Lends one whose files are scanned at this port, all of them or those of the usual types.
    static func with(
        scanner port: Int,
        scansAll: Bool = true,
        limit: TimeAmount = .seconds(60),
        _ body: (TestUploads) async throws -> Void
    ) async throws {
        try await StoreEngine.sqlite.withStore { store in
            let folder = try TemporaryFolder("uploads")
            var settings = Settings()
            if scansAll { settings.files.scanMIMETypes = [] }
            let core = Core(
                settings: settings,
                store: store,
                bus: InProcessBus(),
                queue: InProcessQueue(store: store, logger: .quiet),
                cache: InProcessCache(),
                presence: InProcessPresence(),
                logger: .quiet
            )
            let work = try WorkFolder(folder.path + "/work")
            let scanner = VirusScanner(address: "127.0.0.1:\(port)", limit: limit)
            try await body(try TestUploads(core, folder, work, scanner))
            work.close()
        }
    }

    private init(_ core: Core, _ folder: TemporaryFolder, _ work: WorkFolder, _ scanner: VirusScanner) throws {
        self.core = core
        self.work = work
        self.blobs = try FolderBlobs(root: folder.path + "/objects")
        self.library = FileLibrary(
            core: core,
            blobs: SealedBlobs(
                store: blobs,
                cipher: try FileCipher(key: SampleSecrets.fileEncryptionKey),
                temporary: work.path
            )
        )
        self.uploads = Uploads(
            core: core,
            library: library,
            media: MediaProcessor(logger: .quiet),
            scanner: scanner,
            work: work
        )
        self.user = User(id: .new(), username: "ann", discriminator: "0001", now: .now)
    }

    /// Uploads bytes, as the route does once it has them.
    @discardableResult
    func upload(_ bytes: [UInt8], as name: String = "a.bin", tag: FileTag = .attachments) async throws -> FileID {
        let path = work.newPath()
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { WorkFolder.remove(path) }
        let received = ReceivedFile(
            path: path,
            name: name,
            hash: SHA256.hash(data: bytes).hexadecimal,
            size: Int64(bytes.count)
        )
        return try await uploads.add(received, tag: tag, by: user)
    }

    /// Files, contents and objects that are stored, and files that were left in the work folder.
    func stored() async throws -> [Int] {
        var objects = 0
        for try await _ in blobs.list(bucket: core.settings.files.s3.defaultBucket) { objects += 1 }
        let left = try FileManager.default.contentsOfDirectory(atPath: work.path).filter { $0 != "lock" }
        return [
            try await core.store.count(.attachments, where: .all),
            try await core.store.count(.attachmentHashes, where: .all), objects, left.count,
        ]
    }
}
