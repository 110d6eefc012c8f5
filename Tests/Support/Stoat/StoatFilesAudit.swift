internal import Foundation
internal import Logging
internal import StoatCore
internal import StoatModels
internal import StoatStorage

/// Looks at what the file server has stored, past the server: at rows, objects and temporary files.
public struct StoatFilesAudit: Sendable {
    /// Numbers of what is there.
    public struct Count: Sendable, Equatable {
        /// Files, as users know them.
        public var files = 0
        /// Contents whose object is complete.
        public var contents = 0
        /// Contents whose object is being written, or was when a process died.
        public var reservations = 0
        public var objects = 0
        /// What is not as it has to be.
        public var faults: [String] = []
    }

    /// The settings of each process that serves files; they share one database and one store of objects.
    private let settings: [Settings]
    /// Where the root folder of the processes is, if it is not ours.
    private let root: String

    /// An audit of processes with these configuration files, and the data folder of an embedded one.
    ///
    /// - Parameter root: what comes before each path, for processes with mounts of their own.
    public init(configurations: [String], data: String? = nil, root: String = "") throws {
        self.root = root
        self.settings = try configurations.map { file in
            let result = SettingsLoader(file: file, dataDirectory: data, environment: [:]).load()
            guard result.isUsable else { throw ServerProcess.Failure("\(file): \(result.problems)") }
            return result.settings
        }
    }

    /// Counts, and compares every file with its content and every content with its object.
    ///
    /// Sound only while nothing is being uploaded; purges may run, and may show in the faults for a moment.
    public func count() async throws -> Count {
        var count = Count()
        // First, since opening the store of objects removes what a dead process left behind.
        count.faults = settings.flatMap(temporaryFiles)
        guard var common = settings.first else { return count }
        let copy = try root.isEmpty ? nil : databaseCopy(common)
        common.files.directory = root + common.filesFolder
        if let copy { common.storage.dataDirectory = copy.path }
        let store = try await Drivers.openStore(common, logger: .quiet)
        let blobs = try Drivers.openBlobStore(common)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await compare(store, blobs, common, &count)) } catch { outcome = .failure(error) }
        await store.close()
        await blobs.shutdown()
        try outcome.get()
        return count
    }

    /// Waits until nothing is wrong.
    ///
    /// - Throws: ``ServerProcess/Failure`` with what is, after a while.
    @discardableResult
    public func pass(within deadline: Duration = .seconds(20)) async throws -> Count {
        let end = ContinuousClock.now + deadline
        while true {
            let count = try await count()
            if count.faults.isEmpty { return count }
            guard ContinuousClock.now < end else { throw ServerProcess.Failure("\(count)") }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    private func compare(
        _ store: any DocumentStore,
        _ blobs: any BlobStore,
        _ settings: Settings,
        _ count: inout Count
    ) async throws {
        let files = try await store.find(Query(.attachments))
        var objects: Set<String> = []
        for try await object in blobs.list(bucket: settings.files.s3.defaultBucket) { objects.insert(object.key.path) }
        // Rows last: an object is written after the row that names it.
        let rows = try await store.find(Query(.attachmentHashes))
        var contents: [String: FileHash] = [:]
        for row in rows {
            let content = try FileHash(document: row)
            contents[content.id] = content
            if content.iv.isEmpty {
                count.reservations += 1
            } else {
                count.contents += 1
                if !objects.contains(content.path) { count.faults.append("content \(content.id) has no object") }
            }
        }
        for file in files {
            let content = file.optionalString("hash").flatMap { contents[$0] }
            if content?.iv.isEmpty != false { count.faults.append("file \(file["_id"] ?? "") has no content") }
        }
        let named = Set(contents.values.map(\.path))
        for object in objects.subtracting(named) { count.faults.append("object \(object) has no row") }
        count.files = files.count
        count.objects = objects.count
    }

    /// A copy of an embedded database: SQLite finds none by a path that leads into another process's mounts.
    private func databaseCopy(_ settings: Settings) throws -> TemporaryFolder {
        let folder = try TemporaryFolder("audit")
        for ending in ["", "-wal"] {
            let path = settings.databaseFile + ending
            let name = URL(fileURLWithPath: path).lastPathComponent
            guard FileManager.default.fileExists(atPath: root + path) else { continue }
            try FileManager.default.copyItem(atPath: root + path, toPath: folder.path + "/" + name)
        }
        return folder
    }

    /// What lies in folders that are empty while nothing is being uploaded.
    private func temporaryFiles(_ settings: Settings) -> [String] {
        let files = FileManager.default
        var faults: [String] = []
        let uploads = root + settings.workFolder + "/uploads"
        let folders = (try? files.contentsOfDirectory(atPath: uploads)) ?? []
        if folders.count > 1 { faults.append("\(folders.count) folders of uploads") }
        for folder in folders {
            let left = (try? files.contentsOfDirectory(atPath: "\(uploads)/\(folder)")) ?? []
            faults += left.filter { $0 != "lock" }.map { "left in the work folder: \($0)" }
        }
        guard settings.hasFolderFiles else { return faults }
        let scratch = (try? files.contentsOfDirectory(atPath: root + settings.filesFolder + "/.tmp")) ?? []
        return faults + scratch.map { "left in the store of objects: \($0)" }
    }
}
