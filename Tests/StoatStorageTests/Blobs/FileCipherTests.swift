import Foundation
import NIOCore
import TestSupport
import Testing

@testable import StoatStorage

@Suite("Encrypted objects", .timeLimit(.minutes(10)))
struct FileCipherTests {
    private static let key = "qcuMA+ssxhMyKaNAKBGFfryfFtUH8NDlamQyDwGW6fU="
    private static let other = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

    @Test("look as they always did")
    func vector() async throws {
        let folder = try TemporaryFolder("cipher")
        let cipher = try FileCipher(key: Self.key)
        let target = folder.path + "/sealed"
        let size = try cipher.seal(
            file: folder.file(Array("hello autumn".utf8)),
            to: target,
            nonce: Array(0..<12)
        )
        let sealed = try Data(contentsOf: URL(fileURLWithPath: target))
        #expect(S3Signer.hex(sealed) == "a599275ecfecd722c64edfef55322b4f4b961e0141a239e4943171fa")
        #expect(size == 28)
        let body = try cipher.open(BlobBody(ByteBuffer(bytes: sealed)), iv: "AAECAwQFBgcICQoL")
        #expect(body.size == 12)
        let plain = try await body.bytes()
        #expect(plain == Array("hello autumn".utf8))
    }

    @Test("are read whole and in parts", arguments: BlobDriver.allCases)
    func roundTrip(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let folder = try TemporaryFolder("cipher")
            let sealed = SealedBlobs(store: store, cipher: try FileCipher(key: Self.key), temporary: folder.path)
            var generator = SystemRandomNumberGenerator()
            for size in [0, 1, 15, 16, 17, 262_128, 262_144, 262_145, 1_000_003] {
                let key = BlobKey(bucket: bucket, path: "\(size)")
                let plain = noise(size)
                let row = try await sealed.put(key, file: folder.file(plain))
                #expect(row.size == Int64(size) + 16)
                #expect(try await store.info(key)?.size == row.size)
                #expect(try await sealed.read(key, iv: row.iv, storedSize: row.size).bytes() == plain)
                #expect(sealed.plainSize(iv: row.iv, storedSize: row.size) == Int64(size))
                for _ in 0..<(driver == .folder ? 60 : 8) {
                    let bounds = [Int.random(in: 0...size + 3, using: &generator), .random(in: 0...size + 3)].sorted()
                    let range = Int64(bounds[0])..<Int64(bounds[1])
                    let expected = Array(plain[min(bounds[0], size)..<min(bounds[1], size)])
                    let body = try await sealed.read(key, iv: row.iv, storedSize: row.size, plainRange: range)
                    #expect(try await body.bytes() == expected, "\(range) of \(size)")
                }
            }
            // Nothing is left of what was sealed on the way.
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["source"])
        }
    }

    @Test("leave nothing behind that a later start would keep")
    func leftovers() async throws {
        let folder = try TemporaryFolder("cipher")
        let abandoned = try folder.file([1], "stoat-blob-abandoned")
        let stranger = try folder.file([1], "another-file")
        let current = try await ScratchFile.underway(in: folder.path)
        let store = try FolderBlobs(root: folder.path + "/root")
        _ = SealedBlobs(store: store, cipher: try FileCipher(key: Self.key), temporary: folder.path)
        #expect(!FileManager.default.fileExists(atPath: abandoned))
        #expect(FileManager.default.fileExists(atPath: stranger))
        #expect(FileManager.default.fileExists(atPath: current.path))
    }

    @Test("of before encryption are read as they are", arguments: BlobDriver.allCases)
    func legacy(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let sealed = SealedBlobs(store: store, cipher: try FileCipher(key: Self.key))
            let key = BlobKey(bucket: bucket, path: "legacy")
            try await store.put(key, noise(100))
            #expect(try await sealed.read(key, iv: "", storedSize: 0).bytes() == noise(100))
            #expect(
                try await sealed.read(key, iv: "", storedSize: 0, plainRange: 90..<120).bytes()
                    == Array(noise(100)[90...])
            )
            #expect(sealed.plainSize(iv: "", storedSize: 100) == 100)
        }
    }

    enum Damage: CaseIterable { case first, middle, last, tag, shorter, noTag, empty, longer, key, nonce }

    @Test("that are damaged never come to their end", arguments: Damage.allCases, [1, 100, 200_000])
    func damage(_ damage: Damage, size: Int) async throws {
        let folder = try TemporaryFolder("cipher")
        let cipher = try FileCipher(key: Self.key)
        let target = folder.path + "/sealed"
        let nonce: [UInt8] = Array(1...12)
        _ = try cipher.seal(file: folder.file(noise(size)), to: target, nonce: nonce)
        var bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: target)))
        var iv = Data(nonce).base64EncodedString()
        var reader = cipher
        switch damage {
        case .first: bytes[0] ^= 1
        case .middle: bytes[size / 2] ^= 0x80
        case .last: bytes[size - 1] ^= 1
        case .tag: bytes[size + 15] ^= 1
        case .shorter: bytes.removeLast()
        case .noTag: bytes.removeLast(16)
        case .empty: bytes = []
        case .longer: bytes.append(0)
        case .key: reader = try FileCipher(key: Self.other)
        case .nonce: iv = "AAECAwQFBgcICQoL"
        }
        var received = 0
        let failure = await code {
            let body = try reader.open(BlobBody(ByteBuffer(bytes: bytes)), iv: iv)
            for try await piece in body { received += piece.readableBytes }
        }
        #expect(failure == .damaged)
        #expect(received < max(1, bytes.count - 16))
    }

    @Test("that are shorter than their row says are damaged in parts too", arguments: BlobDriver.allCases)
    func truncated(driver: BlobDriver) async throws {
        try await driver.withStore { store, bucket in
            let sealed = SealedBlobs(store: store, cipher: try FileCipher(key: Self.key))
            let key = BlobKey(bucket: bucket, path: "short")
            let folder = try TemporaryFolder("cipher")
            let row = try await sealed.put(key, file: folder.file(noise(1000)))
            let bytes = try await store.bytes(key)
            try await store.put(key, Array(bytes.prefix(500)))
            #expect(await code { try await sealed.read(key, iv: row.iv, storedSize: row.size).bytes() } == .damaged)
            let part = await code {
                try await sealed.read(key, iv: row.iv, storedSize: row.size, plainRange: 400..<600).bytes()
            }
            #expect(part == .damaged)
            let beyond = await code {
                try await sealed.read(key, iv: row.iv, storedSize: row.size, plainRange: 700..<800).bytes()
            }
            #expect(beyond == .damaged)
        }
    }

    @Test("need a key and nonces that are such", arguments: ["", "abc", "AAAA", FileCipherTests.key + "AA=="])
    func keys(text: String) async throws {
        #expect(await code { try FileCipher(key: text) } == .invalid)
        guard !text.isEmpty else { return }
        let body = BlobBody(ByteBuffer(bytes: noise(100)))
        #expect(await code { try FileCipher(key: Self.key).open(body, iv: text) } == .damaged)
    }
}
