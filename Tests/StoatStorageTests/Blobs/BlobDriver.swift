import Foundation
import NIOCore
import Synchronization
import TestSupport

@testable import StoatStorage

/// The blob stores, as arguments of tests that must hold on each.
enum BlobDriver: String, CaseIterable, Sendable, CustomStringConvertible {
    case folder, s3

    var description: String { rawValue }

    private static let lent = Atomic(0)

    /// Lends a store with an empty bucket for the time of `body`.
    ///
    /// - Parameter isStrict: whether a server checks signatures, see `S3Server`.
    func withStore<T>(isStrict: Bool = true, _ body: (any BlobStore, _ bucket: String) async throws -> T) async throws
        -> T
    {
        let bucket = "test-\(Self.lent.add(1, ordering: .relaxed).newValue)"
        switch self {
        case .folder:
            let folder = try TemporaryFolder("blobs")
            return try await body(FolderBlobs(root: folder.path), bucket)
        case .s3:
            return try await withS3(S3Server.shared(isStrict: isStrict).settings) { store in
                try await store.makeBucket(bucket)
                return try await body(store, bucket)
            }
        }
    }
}

/// Lends a client for the time of `body`.
func withS3<T>(_ settings: S3Settings, _ body: (S3Blobs) async throws -> T) async throws -> T {
    let store = try S3Blobs(settings)
    do {
        let result = try await body(store)
        await store.shutdown()
        return result
    } catch {
        await store.shutdown()
        throw error
    }
}

extension TemporaryFolder {
    /// Writes a file and answers its path.
    func file(_ bytes: [UInt8], _ name: String = "source") throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}

extension BlobStore {
    /// Stores bytes that are in memory.
    func put(_ key: BlobKey, _ bytes: [UInt8]) async throws {
        let folder = try TemporaryFolder("source")
        try await put(key, file: folder.file(bytes))
    }

    func bytes(_ key: BlobKey, _ range: Range<Int64>? = nil) async throws -> [UInt8] {
        try await read(key, range: range).bytes()
    }

    func entries(_ bucket: String) async throws -> [BlobEntry] {
        var entries: [BlobEntry] = []
        for try await entry in list(bucket: bucket) { entries.append(entry) }
        return entries.sorted { $0.key.path < $1.key.path }
    }
}

extension BlobBody {
    /// All bytes, as many as were announced and in pieces as big as promised.
    func bytes() async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await piece in self {
            guard (1...BlobBody.pieceSize).contains(piece.readableBytes) else {
                throw WrongPiece(size: piece.readableBytes)
            }
            all += piece.readableBytesView
        }
        guard all.count == Int(size) else { throw WrongPiece(size: all.count) }
        return all
    }

    struct WrongPiece: Error { let size: Int }
}

/// Bytes that look random and are the same each time.
func noise(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    var bytes = [UInt8](repeating: 0, count: count)
    for index in bytes.indices {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[index] = UInt8(truncatingIfNeeded: state >> 56)
    }
    return bytes
}

/// The code that a call fails with.
func code<T>(_ body: () async throws -> T) async -> BlobError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? BlobError)?.code
    }
}
