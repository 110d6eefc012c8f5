import Foundation
import NIOCore
import StoatMedia
import StoatModels
import Testing

@Suite("Stripping of pictures", .timeLimit(.minutes(5))) struct PictureStrippingTests {
    /// What must never be found in a stored file.
    static let planted = "SECRET"

    @Test(
        "removes EXIF, XMP and comments from every format and keeps the colour profile",
        arguments: ["jpg", "png", "webp", "tif", "jxl", "avif", "gif"]
    )
    func everyFormat(kind: String) async throws {
        let shop = try Workshop()
        let name = "in.\(kind)"
        try await shop.makeCorners("base.png")
        let hasProfile = !["gif", "jxl"].contains(kind)
        if hasProfile {
            try await shop.shell(
                "vips icc_transform base.png icc.png srgb --input-profile srgb && vips copy icc.png '\(name)'"
            )
        } else {
            try await shop.shell("vips copy base.png '\(name)'")
        }
        if kind == "gif" {
            try await shop.shell("exiftool -q -overwrite_original -Comment=SECRET-c -XMP:Description=SECRET-x \(name)")
        } else if kind == "jxl" {
            try shop.write(Containers.jxl(codestream: try shop.read(name), secret: "SECRET-x"), name)
        } else {
            try await shop.shell(
                """
                exiftool -q -overwrite_original -EXIF:ImageDescription=SECRET-e -EXIF:Artist=SECRET-a \
                -GPSLatitude=52.5 -GPSLatitudeRef=N -GPSLongitude=13.4 -GPSLongitudeRef=E \
                -XMP:Description=SECRET-x \(["jpg", "png"].contains(kind) ? "-Comment=SECRET-c" : "") \(name)
                """
            )
        }
        #expect(String(decoding: try shop.read(name), as: UTF8.self).contains(Self.planted))
        let processed = try await makeProcessor().handle(name, in: shop)
        #expect(processed.isWritten)
        #expect(processed.inspection.isImage)
        #expect(processed.inspection.metadata.optionalInteger("width") == 80)
        #expect(processed.inspection.metadata.optionalInteger("height") == 48)
        #expect((processed.inspection.metadata["thumbhash"]?.array?.count ?? 0) > 10)
        let bytes = try shop.read("out")
        #expect(!String(decoding: bytes, as: UTF8.self).contains(Self.planted))
        try await shop.shell("cp out out.\(kind)")
        let tags = try await shop.tags("out.\(kind)")
        #expect(!tags.contains("GPS") && !tags.contains(Self.planted) && !tags.contains("XMP"))
        if hasProfile { #expect(tags.contains("ICC"), "\(tags)") }
        #expect(try await shop.corners("out.\(kind)") == "rgby")
        // What is clean stays as it is.
        if kind != "tif" {
            let again = try await makeProcessor().handle("out.\(kind)", in: shop, output: "again")
            #expect(!again.isWritten)
            #expect(again.inspection == processed.inspection)
        }
    }

    @Test(
        "leaves every pixel as it was",
        arguments: ["jpg[Q=80,interlace]", "jpg[Q=70,optimize-coding]", "png[interlace]", "webp[Q=60]", "gif", "avif"]
    )
    func lossless(options: String) async throws {
        let shop = try Workshop()
        let kind = String(options.prefix { $0 != "[" })
        try await shop.makeCorners("base.png", width: 200, height: 120)
        try await shop.shell("vips gaussnoise n.v 200 120 --mean 0 --sigma 9 && vips add base.png n.v sum.v")
        try await shop.shell("vips cast sum.v u.png uchar && vips copy u.png 'in.\(options)'")
        let tag = kind == "gif" ? "-Comment=SECRET" : "-EXIF:Artist=SECRET"
        try await shop.shell("exiftool -q -overwrite_original \(tag) in.\(kind)")
        let processed = try await makeProcessor().handle("in.\(kind)", in: shop, output: "out.\(kind)")
        #expect(processed.isWritten)
        #expect(try !String(decoding: shop.read("out.\(kind)"), as: UTF8.self).contains("SECRET"))
        try await shop.shell("vips rawsave in.\(kind) in.raw && vips rawsave out.\(kind) out.raw")
        try await shop.shell("cmp in.raw out.raw")
    }

    @Test("blanks the metadata of HEIC photos, which are stored as files")
    func heic() async throws {
        let shop = try Workshop()
        try await shop.makeCorners("in.heic")
        try await shop.shell(
            """
            exiftool -q -overwrite_original -EXIF:Artist=SECRET -GPSLatitude=52.5 -GPSLatitudeRef=N \\
            -XMP:Description=SECRET in.heic
            """
        )
        #expect(try await shop.tags("in.heic").contains("GPS"))
        let processed = try await makeProcessor().handle("in.heic", in: shop)
        #expect(processed.inspection.contentType == "image/heif" && processed.inspection.metadata == ["type": "File"])
        #expect(processed.isWritten)
        try await shop.shell("cp out out.heic")
        let tags = try await shop.tags("out.heic")
        #expect(!tags.contains("GPS") && !tags.contains("SECRET"))
        #expect(try await shop.corners("out.heic") == "rgby")
    }

    @Test("reaches the PNGs within icons")
    func icon() async throws {
        let shop = try Workshop()
        try await shop.makeCorners("base.png", width: 32, height: 32)
        try await shop.shell("exiftool -q -overwrite_original -Comment=SECRET -XMP:Creator=SECRET base.png")
        let png = try shop.read("base.png")
        let head: [UInt8] = [0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 32, 0]
        let length = [UInt8(png.count & 255), UInt8(png.count >> 8), 0, 0]
        try shop.write(head + length + [22, 0, 0, 0] + png, "in.ico")
        let processed = try await makeProcessor().handle("in.ico", in: shop)
        #expect(processed.isWritten && processed.inspection.isImage)
        #expect(try !String(decoding: shop.read("out"), as: UTF8.self).contains("SECRET"))
        let preview = try await makeProcessor().preview(file: shop.path("out"), box: (16, 16), quality: 100)
        try shop.write(Array(preview.readableBytesView), "small.webp")
        #expect(try await shop.corners("small.webp") == "rgby")
    }

    @Test("keeps the orientation alone of JPEGs too large to turn")
    func largeFile() async throws {
        let shop = try Workshop()
        try await shop.makeCorners("in.jpg")
        try await shop.shell("exiftool -q -overwrite_original -n -Orientation#=6 -EXIF:Artist=SECRET in.jpg")
        let processor = makeProcessor(MediaLimits(maxPixelSide: 60))
        let processed = try await processor.handle("in.jpg", in: shop, output: "out.jpg")
        #expect(processed.isWritten && !processed.inspection.isImage)
        #expect(processed.inspection.refusal?.code == .tooLarge(.side))
        let tags = try await shop.tags("out.jpg")
        #expect(!tags.contains("SECRET") && tags.contains("Rotate 90 CW"))
        try await shop.shell("vips autorot out.jpg turned.png")
        #expect(try await shop.corners("turned.png") == "bryg")
    }

    @Test("turns pictures upright", arguments: ["jpg", "png", "webp", "tif"], 2...8)
    func orientation(kind: String, value: Int) async throws {
        let shop = try Workshop()
        let name = "in.\(kind)"
        try await shop.makeCorners(name)
        try await shop.shell("exiftool -q -overwrite_original -n -Orientation#=\(value) \(name)")
        // Corners after turning, for each of the eight ways a picture may be stored.
        let upright: [Int: String] = [2: "gryb", 3: "ybgr", 4: "byrg", 5: "rbgy", 6: "bryg", 7: "ygbr", 8: "gyrb"]
        let processed = try await makeProcessor().handle(name, in: shop)
        #expect(processed.isWritten)
        let isSideways = value >= 5
        #expect(processed.inspection.metadata.optionalInteger("width") == (isSideways ? 48 : 80))
        #expect(processed.inspection.metadata.optionalInteger("height") == (isSideways ? 80 : 48))
        try await shop.shell("cp out out.\(kind)")
        let turn = try await shop.tags("out.\(kind)").split(separator: "\n").filter { $0.contains("Orientation") }
        #expect(turn.allSatisfy { $0.contains("normal") })
        #expect(try await shop.corners("out.\(kind)") == upright[value])
    }
}

/// Files that no installed tool makes.
enum Containers {
    static func box(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 8
        return [UInt8(length >> 24 & 255), UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255)]
            + Array(name.utf8) + content
    }

    /// A JPEG XL container with XMP before and EXIF after the picture.
    static func jxl(codestream: [UInt8], secret: String) -> [UInt8] {
        if codestream.starts(with: [0, 0, 0, 12]) { return codestream + box("xml ", Array(secret.utf8)) }
        return box("JXL ", [0x0D, 0x0A, 0x87, 0x0A]) + box("ftyp", Array("jxl \0\0\0\0jxl ".utf8))
            + box("xml ", Array("<x>\(secret)</x>".utf8)) + box("jxlc", codestream)
            + box("Exif", [0, 0, 0, 0] + Array("II*\0\(secret)".utf8))
    }
}
