import Foundation
import NIOCore
import StoatModels
import Testing

@testable import StoatMedia

@Suite("Damaged and hostile pictures", .timeLimit(.minutes(10))) struct DamageTests {
    static let kinds = ["jpg", "png", "webp", "tif", "jxl", "avif", "gif", "bmp", "ico"]

    @Test("cut short end in an error or a whole picture", arguments: kinds)
    func truncated(kind: String) async throws {
        let shop = try Workshop()
        let bytes = try await small(kind, in: shop)
        let processor = makeProcessor()
        for cut in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
            try shop.write(Array(bytes.prefix(cut)), "cut.\(kind)")
            do throws(MediaError) {
                let inspection = try await processor.inspect(file: shop.path("cut.\(kind)"), name: "cut.\(kind)")
                let result = try await processor.process(
                    file: shop.path("cut.\(kind)"),
                    as: inspection,
                    output: shop.path("out")
                )
                guard result.inspection.isImage else { continue }
                let stored = result.isWritten ? "out" : "cut.\(kind)"
                let preview = try await processor.preview(file: shop.path(stored), box: (32, 32), quality: 80)
                #expect(preview.readableBytes > 0)
            } catch {
                #expect([.undecodable, .unsupported, .tooSmall].contains(error.code), "\(cut): \(error)")
                #expect(!FileManager.default.fileExists(atPath: shop.path("out")))
            }
            try? FileManager.default.removeItem(atPath: shop.path("out"))
        }
    }

    @Test("with single bytes changed never crash a stripper", arguments: kinds.filter { $0 != "tif" } + ["heic"])
    func mutated(kind: String) async throws {
        let shop = try Workshop()
        let bytes = try await small(kind, in: shop)
        let types = [
            "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "jxl": "image/jxl", "avif": "image/avif",
            "heic": "image/heif", "gif": "image/gif", "bmp": "image/bmp", "ico": "image/vnd.microsoft.icon",
        ]
        let type = try #require(types[kind])
        try await onThread { try mutate(bytes, type, kind, shop) }
    }

    private func mutate(_ bytes: [UInt8], _ type: String, _ kind: String, _ shop: Workshop) throws {
        var generator = Lehmer(state: UInt64(kind.utf8.reduce(7) { $0 * 31 + Int($1) }))
        for round in 0..<2000 {
            var changed = bytes
            // Half of the changes go to where the lengths are.
            let range = Bool.random(using: &generator) ? min(300, bytes.count) : bytes.count
            changed[Int.random(in: 0..<range, using: &generator)] = UInt8.random(in: .min ... .max, using: &generator)
            try shop.write(changed, "in")
            do throws(MediaError) {
                _ = try LosslessStripper.strip(file: shop.path("in"), type: type, output: shop.path("out"))
                let isOwn = ["bmp", "ico"].contains(kind)
                // The decoders are others' work; a look at them now and then is enough.
                if isOwn || round % 40 == 0 {
                    _ = try Picture.header(file: shop.path("in"), type: type, maxFrames: 1000)
                }
                if isOwn, round % 4 == 0 {
                    _ = try Picture.thumbHash(file: shop.path("in"), type: type, seconds: 5)
                }
            } catch {
                #expect([.undecodable, .unsupported].contains(error.code), "\(error)")
            }
            let size = try FileManager.default.attributesOfItem(atPath: shop.path("out"))[.size] as? Int ?? 0
            #expect(size <= bytes.count * 2 + 64)
        }
    }

    @Test("beyond the limits are files, and nothing of them is decoded")
    func bombs() async throws {
        let shop = try Workshop()
        try await shop.makeCorners("base.png")
        var png = try shop.read("base.png")
        png.replaceSubrange(16..<24, with: [0, 0, 0xC3, 0x50, 0, 0, 0xC3, 0x50])
        try shop.write(withChecksum(png), "wide.png")
        try await shop.shell(
            "vips black large.tif 9000 9000 --bands 3 && vips copy large.tif 'l.tif[compression=deflate]'"
        )
        var gif = Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]
        for _ in 0..<5000 { gif += [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0] }
        try shop.write(gif + [0x3B], "many.gif")
        try await shop.shell("vips black tiny.png 3 3")
        var limits = MediaLimits()
        limits.minResolution = .init(width: 4, height: 4)
        let processor = makeProcessor(limits)
        let expected: [(String, MediaError.Code)] = [
            ("wide.png", .tooLarge(.side)), ("l.tif", .tooLarge(.pixels)), ("tiny.png", .tooSmall),
        ]
        for (name, code) in expected {
            let inspection = try await processor.inspect(file: shop.path(name), name: name)
            #expect(!inspection.isImage && inspection.refusal?.code == code, "\(name): \(inspection)")
        }
        var frames = MediaLimits()
        frames.maxFrames = 1000
        let inspection = try await makeProcessor(frames).inspect(file: shop.path("many.gif"), name: "many.gif")
        #expect(inspection.refusal?.code == .tooLarge(.frames), "\(inspection)")
        await #expect(throws: MediaError.self) {
            _ = try await processor.preview(file: shop.path("wide.png"), box: (64, 64), quality: 80)
        }
    }

    @Test("make no decoder take memory for chunks that are not there", arguments: [true, false])
    func chunkLengths(isBeforePixels: Bool) async throws {
        let shop = try Workshop()
        var png = try await small("png", in: shop)
        let pixels = try #require(png.firstRange(of: "IDAT".utf8)).lowerBound - 4
        png.insert(
            contentsOf: [0x50, 0, 0, 0] + Array("iTXtComment".utf8),
            at: isBeforePixels ? pixels : png.count - 12
        )
        try shop.write(png, "long.png")
        let inspection = try await makeProcessor().inspect(file: shop.path("long.png"), name: "long.png")
        #expect(inspection.refusal?.message == "a PNG chunk is longer than its file")
        let error = await #expect(throws: MediaError.self) {
            _ = try await makeProcessor().preview(file: shop.path("long.png"), box: (8, 8), quality: 80)
        }
        #expect(error?.message == "a PNG chunk is longer than its file")
    }

    @Test("of two formats at once lose what follows the picture")
    func polyglots() async throws {
        let shop = try Workshop()
        for kind in ["jpg", "png", "gif", "webp", "bmp"] {
            let bytes = try await small(kind, in: shop)
            try shop.write(bytes + Array("<script>SECRET</script>PK\u{3}\u{4}".utf8), "poly.\(kind)")
            let processed = try await makeProcessor().handle("poly.\(kind)", in: shop)
            #expect(processed.isWritten)
            #expect(try shop.read("out").count <= bytes.count)
            #expect(try !String(decoding: shop.read("out"), as: UTF8.self).contains("SECRET"))
        }
    }

    @Test("that are drawings, documents or text are never pictures")
    func notPictures() async throws {
        let shop = try Workshop()
        let samples: [(String, String, String, String)] = [
            ("a.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "image/svg+xml", "File"),
            ("b.svg", "<?xml version='1.0'?><svg/>", "text/xml", "File"),
            ("c.png", "<html><body>x</body></html>", "text/html", "File"),
            ("d.pdf", "%PDF-1.4", "application/pdf", "File"), ("e.txt", "BMW cars are cars", "plain/text", "Text"),
            ("f.txt", "GIF is a format", "plain/text", "Text"), ("g.txt", "12345678WEBP", "plain/text", "Text"),
            ("h.jpg", "push graphic-context viewbox 0 0 1 1", "plain/text", "Text"),
        ]
        for (name, text, type, kind) in samples {
            try shop.write(Array(text.utf8), name)
            let inspection = try await makeProcessor().inspect(file: shop.path(name), name: name)
            #expect(inspection.contentType == type && inspection.metadata == ["type": .string(kind)], "\(inspection)")
            let processed = try await makeProcessor().process(
                file: shop.path(name),
                as: inspection,
                output: shop.path("out")
            )
            #expect(!processed.isWritten)
        }
    }

    private func small(_ kind: String, in shop: Workshop) async throws -> [UInt8] {
        let name = "small.\(kind)"
        if ["bmp", "ico"].contains(kind) {
            try await shop.makeCorners("s.png", width: 24, height: 16)
            try await shop.shell("ffmpeg -v error -y -i s.png -pix_fmt \(kind == "bmp" ? "bgr24" : "bgra") \(name)")
        } else {
            try await shop.makeCorners(name, width: 24, height: 16)
        }
        if ["jpg", "png", "webp", "avif", "heic"].contains(kind) {
            try await shop.shell("exiftool -q -overwrite_original -EXIF:Artist=me -XMP:Creator=me \(name)")
        }
        let bytes = try shop.read(name)
        return kind == "jxl" ? Containers.jxl(codestream: bytes, secret: "x") : bytes
    }

    /// A PNG whose first chunk's checksum is right again.
    private func withChecksum(_ png: [UInt8]) -> [UInt8] {
        var sum: UInt32 = 0xFFFF_FFFF
        for byte in png[12..<29] {
            sum ^= UInt32(byte)
            for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
        }
        sum = ~sum
        var result = png
        for index in 0..<4 { result[29 + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * UInt32(index))) }
        return result
    }
}

/// Repeatable random numbers.
struct Lehmer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}
