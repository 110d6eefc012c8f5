import NIOCore
import StoatMedia
import StoatModels
import Testing

@Suite("Previews and sizes", .timeLimit(.minutes(5))) struct PreviewTests {
    @Test("fit the box in every format", arguments: ["jpg", "png", "webp", "tif", "jxl", "avif", "gif", "bmp", "ico"])
    func fit(kind: String) async throws {
        let shop = try Workshop()
        let name = "in.\(kind)"
        try await shop.makeCorners("base.png", width: 200, height: 100)
        if ["bmp", "ico"].contains(kind) {
            try await shop.shell("ffmpeg -v error -i base.png -pix_fmt \(kind == "bmp" ? "bgr24" : "bgra") \(name)")
        } else {
            try await shop.shell("vips copy base.png \(name)")
        }
        let processor = makeProcessor()
        let processed = try await processor.handle(name, in: shop)
        #expect(processed.inspection.isImage, "\(processed)")
        #expect((processed.inspection.metadata["thumbhash"]?.array?.count ?? 0) > 10)
        #expect(processed.inspection.metadata.optionalInteger("width") == 200)
        let bytes = try await processor.preview(file: shop.path(name), box: (64, 64), quality: 100)
        try shop.write(Array(bytes.readableBytesView), "small.webp")
        #expect(try await shop.shell("vipsheader small.webp").contains("64x32"))
        #expect(try await shop.corners("small.webp") == "rgby")
        let whole = try await processor.preview(
            bytes: ByteBuffer(bytes: try shop.read(name)),
            box: (1280, 1280),
            quality: 80
        )
        try shop.write(Array(whole.readableBytesView), "whole.webp")
        #expect(try await shop.shell("vipsheader whole.webp").contains("200x100"))
        let tags = try await shop.tags("whole.webp")
        #expect(!tags.contains("EXIF") && !tags.contains("IFD0") && !tags.contains("ICC"))
        let size = try await processor.dimensions(file: shop.path(name))
        #expect(size?.width == 200 && size?.height == 100)
    }

    @Test("of bitmaps read every depth", arguments: ["monob", "pal8", "rgb555le", "rgb565le", "bgr24", "bgra"])
    func bitmaps(format: String) async throws {
        let shop = try Workshop()
        try await shop.makeCorners("base.png")
        try await shop.shell("ffmpeg -v error -i base.png -pix_fmt \(format) in.bmp")
        let bytes = try await makeProcessor().preview(file: shop.path("in.bmp"), box: (40, 40), quality: 100)
        try shop.write(Array(bytes.readableBytesView), "small.webp")
        #expect(try await shop.shell("vipsheader small.webp").contains("40x24"))
        if format != "monob" { #expect(try await shop.corners("small.webp") == "rgby") }
    }

    @Test("keep clear pixels", arguments: [80.0, 100.0])
    func alpha(quality: Double) async throws {
        let shop = try Workshop()
        try await shop.shell(
            "vips black base.png 64 64 --bands 4 && vips linear base.png in.png '1 1 1 1' '200 0 0 100' --uchar"
        )
        let bytes = try await makeProcessor().preview(file: shop.path("in.png"), box: (32, 32), quality: quality)
        try shop.write(Array(bytes.readableBytesView), "small.webp")
        let point = try await shop.shell("vips getpoint small.webp 9 9")
        #expect(point.contains(" 100"), "\(point)")
        let processed = try await makeProcessor().handle("in.png", in: shop)
        let third = processed.inspection.metadata["thumbhash"]?.array?[2].integer ?? 0
        #expect(third & 0x80 != 0)
    }

    @Test("keep extreme shapes at least one pixel wide")
    func extreme() async throws {
        let shop = try Workshop()
        try await shop.shell("vips black line.png 1 9000 && vips black row.jpg 9000 2")
        for name in ["line.png", "row.jpg"] {
            let processed = try await makeProcessor().handle(name, in: shop)
            #expect(processed.inspection.isImage)
            let bytes = try await makeProcessor().preview(file: shop.path(name), box: (128, 128), quality: 80)
            #expect(bytes.readableBytes > 20)
        }
    }

    @Test("are upright and in sRGB for files that never were processed")
    func upright() async throws {
        let shop = try Workshop()
        try await shop.makeCorners("in.jpg")
        try await shop.shell("exiftool -q -overwrite_original -n -Orientation#=6 in.jpg")
        let bytes = try await makeProcessor().preview(file: shop.path("in.jpg"), box: (40, 40), quality: 100)
        try shop.write(Array(bytes.readableBytesView), "small.webp")
        #expect(try await shop.shell("vipsheader small.webp").contains("24x40"))
        #expect(try await shop.corners("small.webp") == "bryg")
        try await shop.shell("vips colourspace in.jpg cmyk.tif cmyk && vips copy cmyk.tif cmyk.jpg")
        let print = try await makeProcessor().preview(file: shop.path("cmyk.jpg"), box: (40, 40), quality: 100)
        try shop.write(Array(print.readableBytesView), "print.webp")
        #expect(try await shop.shell("vipsheader -f bands print.webp").hasPrefix("3"))
    }

    @Test("animations keep their frames and say so")
    func animations() async throws {
        let shop = try Workshop()
        try await shop.shell(
            """
            ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=5:duration=1 -f apng -plays 0 in.png
            ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=5:duration=1 in.gif
            ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=5:duration=1 -c:v libwebp_anim -loop 0 in.webp
            ffmpeg -v error -f lavfi -i testsrc=size=64x48:rate=5:duration=1 -frames:v 1 -update 1 one.png
            vips copy one.png one.gif; vips copy one.png one.webp
            exiftool -q -overwrite_original -EXIF:Artist=SECRET -XMP:Creator=SECRET in.png
            exiftool -q -overwrite_original -EXIF:Artist=SECRET -XMP:Creator=SECRET in.webp
            exiftool -q -overwrite_original -Comment=SECRET -XMP:Creator=SECRET in.gif
            """
        )
        let processor = makeProcessor()
        for (kind, type) in [("png", "image/png"), ("gif", "image/gif"), ("webp", "image/webp")] {
            let processed = try await processor.handle("in.\(kind)", in: shop, output: "out.\(kind)")
            #expect(processed.isWritten)
            #expect(processed.inspection.metadata["animated"] == .bool(true), "\(kind)")
            #expect(try !String(decoding: shop.read("out.\(kind)"), as: UTF8.self).contains("SECRET"))
            #expect(await processor.isAnimated(file: shop.path("out.\(kind)"), contentType: type))
            #expect(await !processor.isAnimated(file: shop.path("one.\(kind)"), contentType: type))
            if kind != "webp" {
                let line = "ffprobe -v error -count_frames -show_entries stream=nb_read_frames -of csv=p=0"
                #expect(try await shop.shell("\(line) out.\(kind)").hasPrefix("5"))
            } else {
                #expect(try await shop.shell("vipsheader -f n-pages 'out.webp[n=-1]'").hasPrefix("5"))
            }
        }
        #expect(try String(decoding: shop.read("out.gif"), as: UTF8.self).contains("NETSCAPE2.0"))
    }
}
