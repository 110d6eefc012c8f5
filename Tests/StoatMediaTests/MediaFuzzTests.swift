import Foundation
import NIOCore
import StoatMedia
import StoatModels
import TestSupport
import Testing

/// Damaged files of every kind go the way that uploads go: looked at, cleaned, shown.
///
/// `STOAT_FUZZ_SECONDS` makes this run for that long; see ``FuzzRun``.
@Suite("Damaged files of every kind", .timeLimit(.minutes(40)))
struct MediaFuzzTests {
    private static let words: [[UInt8]] =
        [
            "ftyp", "moov", "trak", "meta", "iloc", "iinf", "iref", "Exif", "mime", "avif", "heic", "mif1", "jxlc",
            "jxlp",
            "jbrd", "brob", "IHDR", "IDAT", "acTL", "fcTL", "fdAT", "eXIf", "iCCP", "zTXt", "IEND", "VP8X", "VP8 ",
            "VP8L",
            "ANIM", "ANMF", "ALPH", "XMP ", "EXIF", "RIFF", "NETSCAPE2.0", "XMP DataXMP", "Exif\0\0II*\0", "OggS",
            "ID3",
            "fLaC", "SECRET", "<svg>",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xD8, 0xFF], [0xFF, 0xE1], [0xFF, 0xDA], [0xFF, 0xC4], [0xFF, 0xD9], [0x21, 0xF9, 4], [0x21, 0xFE],
            [0x2C], [0x3B], [0x1A, 0x45, 0xDF, 0xA3], [0xFF, 0x0A], [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A],
        ]

    private static let names = ["", "a.png", "a.svg", "a.apk", "a.exe", "SPOILER_a.mp4"]

    @Test("ends in what is stored or in an error that says why, and never in a picture that cannot be shown")
    func files() async throws {
        let shop = try Workshop()
        let seeds = try await FuzzSeeds(in: shop)
        let all = seeds.all
        let processor = makeProcessor()
        let run = FuzzRun("media")
        try await run.run(rounds: 300) { round, random in
            // Programs are started for streams, which takes a hundred times as long.
            let kinds = round % 25 == 0 ? seeds.streams : round % 25 == 1 ? seeds.others : seeds.pictures
            let seed = try #require(kinds.randomElement(using: &random))
            let other = try #require(all.randomElement(using: &random))
            let bytes = Damage.changed(seed.bytes, with: other.bytes, words: Self.words, &random)
            try shop.write(bytes, "in")
            let name = Self.names.randomElement(using: &random) ?? ""
            await Self.upload(shop, processor, as: name, "\(run.place(round)), \(seed.name)")
            WorkshopFiles.remove(shop.path("in"), shop.path("out"), shop.path("again"))
        }
    }

    /// What an upload does with a file, and a viewer afterwards.
    private static func upload(_ shop: Workshop, _ processor: MediaProcessor, as name: String, _ place: String) async {
        let inspection: Inspection
        do { inspection = try await processor.inspect(file: shop.path("in"), name: name) } catch {
            Issue.record("\(place): inspecting failed: \(error)")
            return
        }
        let processed: Processed
        do throws(MediaError) {
            processed = try await processor.process(file: shop.path("in"), as: inspection, output: shop.path("out"))
        } catch {
            #expect(allowed(error.code), "\(place): \(error)")
            #expect(!FileManager.default.fileExists(atPath: shop.path("out")), "\(place)")
            // Attachments are stored as files then.
            _ = try? await processor.process(file: shop.path("in"), as: inspection.asFile, output: shop.path("out"))
            return
        }
        let stored = processed.isWritten ? "out" : "in"
        guard processed.inspection.isImage else { return }
        do {
            let again = try await processor.inspect(file: shop.path(stored), name: "")
            let (width, height) = (again.metadata["width"], again.metadata["height"])
            #expect(again.isImage, "\(place): \(again)")
            #expect(again.contentType == processed.inspection.contentType, "\(place)")
            #expect(width == processed.inspection.metadata["width"], "\(place)")
            #expect(height == processed.inspection.metadata["height"], "\(place)")
            let preview = try await processor.preview(file: shop.path(stored), box: (16, 16), quality: 80)
            #expect(preview.readableBytes > 0, "\(place)")
            let second = try await processor.process(file: shop.path(stored), as: again, output: shop.path("again"))
            #expect(second.inspection.isImage, "\(place)")
        } catch {
            Issue.record("\(place): a stored picture: \(error)")
        }
    }

    private static func allowed(_ code: MediaError.Code) -> Bool {
        switch code {
        case .undecodable, .unsupported, .tooSmall, .tooLarge, .toolFailed, .timedOut: true
        case .overloaded, .inputOutput, .cancelled: false
        }
    }
}

/// Removes files that may be there.
private enum WorkshopFiles {
    static func remove(_ paths: String...) { for path in paths { unlink(path) } }
}
