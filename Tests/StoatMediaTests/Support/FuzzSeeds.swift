import Foundation
import Testing

/// Small files of every kind that is looked into, made by real tools and full of metadata.
struct FuzzSeeds {
    /// A file to start from.
    struct Seed {
        let name: String
        let bytes: [UInt8]
        /// Whether other programs are started for it.
        let isStream: Bool
    }

    let pictures: [Seed]
    let streams: [Seed]
    let others: [Seed]

    var all: [Seed] { pictures + streams + others }

    private static let film = "-f lavfi -i testsrc=size=32x24:rate=5:duration=1 -f lavfi -i sine=duration=1"
    private static let title = "-metadata title=SECRET -metadata location=+52.5+013.4/"

    /// Lines that make pictures of `c.png`, by the file they make.
    private static let pictureLines: [(String, String)] = [
        ("base.jpg", "vips copy c.png 'base.jpg[Q=90]'"), ("prog.jpg", "vips copy c.png 'prog.jpg[interlace]'"),
        ("turn.jpg", "cp base.jpg turn.jpg; exiftool -q -overwrite_original -n -Orientation=6 turn.jpg"),
        ("cmyk.jpg", "vips colourspace c.png cmyk.jpg cmyk"), ("grey.jpg", "vips colourspace c.png grey.jpg b-w"),
        ("base.png", "vips copy c.png base.png"), ("laced.png", "vips copy c.png 'laced.png[interlace]'"),
        ("deep.png", "vips cast c.png d.v ushort && vips copy d.v 'deep.png[bitdepth=16]'"),
        ("flat.png", "vips copy c.png 'flat.png[palette]'"),
        ("moves.png", "ffmpeg -v error -f lavfi -i testsrc=size=20x16:rate=5:duration=1 -f apng moves.png"),
        ("base.gif", "ffmpeg -v error -i c.png base.gif"),
        ("moves.gif", "ffmpeg -v error -f lavfi -i testsrc=size=20x16:rate=5:duration=1 moves.gif"),
        ("base.webp", "vips copy c.png 'base.webp[Q=70]'"), ("whole.webp", "vips copy c.png 'whole.webp[lossless]'"),
        ("moves.webp", "ffmpeg -v error -f lavfi -i testsrc=size=20x16:rate=5:duration=1 moves.webp"),
        ("turn.webp", "cp base.webp turn.webp; exiftool -q -overwrite_original -n -Orientation=8 turn.webp"),
        ("base.avif", "vips copy c.png 'base.avif[lossless]'"), ("base.heic", "vips copy c.png 'base.heic[Q=60]'"),
        ("base.jxl", "vips copy c.png base.jxl"), ("base.tif", "vips copy c.png base.tif"),
        ("tiled.tif", "vips copy c.png 'tiled.tif[tile,tile-width=16,tile-height=16,compression=lzw]'"),
        ("zip.tif", "vips copy c.png 'zip.tif[compression=deflate,predictor=horizontal]'"),
        ("jpeg.tif", "vips copy c.png 'jpeg.tif[compression=jpeg]'"),
        ("base.bmp", "ffmpeg -v error -i c.png -pix_fmt bgr24 base.bmp"),
        ("alpha.bmp", "ffmpeg -v error -i c.png -pix_fmt bgra alpha.bmp"),
        ("few.bmp", "ffmpeg -v error -i c.png -pix_fmt pal8 few.bmp"),
        ("base.ico", "ffmpeg -v error -i c.png -pix_fmt bgra base.ico"),
    ]

    private static let streamLines: [(String, String)] = [
        ("film.mp4", "\(film) -c:v mpeg4 -c:a aac"), ("film.mov", "\(film) -c:v mpeg4 -c:a aac"),
        ("film.webm", "\(film) -c:v libvpx -c:a libvorbis"), ("film.mkv", "\(film) -c:v mpeg4 -c:a flac"),
        ("film.avi", "\(film) -c:v mpeg4 -c:a libmp3lame"), ("sound.mp3", "-f lavfi -i sine=duration=1"),
        ("sound.ogg", "-f lavfi -i sine=duration=1 -c:a libvorbis"), ("sound.opus", "-f lavfi -i sine=duration=1"),
        ("sound.flac", "-f lavfi -i sine=duration=1"), ("sound.wav", "-f lavfi -i sine=duration=0.2"),
        ("sound.m4a", "-f lavfi -i sine=duration=1"), ("sound.aiff", "-f lavfi -i sine=duration=0.2"),
    ]

    private static let texts: [(String, String)] = [
        ("draw.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>é</text></svg>"),
        ("page.html", "<!DOCTYPE html><p>hi"), ("data.xml", "<?xml version='1.0'?><a/>"),
        ("plain.txt", "BMW, GIF and MZ"),
        ("paper.pdf", "%PDF-1.4\n1 0 obj\n<<>>\nendobj\n"), ("list.m3u", "#EXTM3U\n#EXTINF:1,a\nhttp://a.example/\n"),
        ("job.sh", "#!/bin/sh\n"), ("empty", " "),
    ]

    /// Makes them all in a folder.
    init(in shop: Workshop) async throws {
        try await shop.makeCorners("c.png", width: 24, height: 16)
        var pictures: [Seed] = []
        for (name, line) in Self.pictureLines {
            try await shop.shell(line)
            if [".jpg", ".png", ".webp", ".avif", ".heic", ".tif", ".gif"].contains(where: name.hasSuffix) {
                let plant = "exiftool -q -overwrite_original -XMP:Creator=SECRET"
                try await shop.shell("\(plant) \(name.hasSuffix(".gif") ? "" : "-EXIF:Artist=SECRET") \(name)")
            }
            let bytes = try shop.read(name)
            pictures.append(Seed(name: name, bytes: bytes, isStream: false))
            guard name.hasSuffix(".jxl") else { continue }
            let boxed = Containers.jxl(codestream: bytes, secret: "SECRET")
            pictures.append(Seed(name: "boxed.jxl", bytes: boxed, isStream: false))
        }
        var streams: [Seed] = []
        for (name, line) in Self.streamLines {
            try await shop.shell("ffmpeg -v error -y \(line) \(Self.title) \(name)")
            streams.append(Seed(name: name, bytes: try shop.read(name), isStream: true))
        }
        self.pictures = pictures
        self.streams = streams
        self.others = Self.texts.map { Seed(name: $0, bytes: Array($1.utf8), isStream: false) }
    }
}
