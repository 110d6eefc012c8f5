import Foundation
import StoatMedia
import StoatModels
import TestSupport
import Testing

@Suite("Sound and video", .timeLimit(.minutes(5))) struct StreamTests {
    private static let source = "-f lavfi -i testsrc=size=64x48:rate=10:duration=1 -f lavfi -i sine=duration=1"
    private static let tags =
        "-metadata title=SECRET -metadata location=+52.5+013.4/ -metadata comment=SECRET -metadata artist=SECRET"

    @Test(
        "tags go and streams stay",
        arguments: [
            ("mp4", "-c:v mpeg4 -c:a aac"), ("mov", "-c:v mpeg4 -c:a aac"), ("webm", "-c:v libvpx -c:a libvorbis"),
            ("mkv", "-c:v mpeg4 -c:a flac"),
        ]
    )
    func video(kind: String, codecs: String) async throws {
        let shop = try Workshop()
        try await shop.shell(
            "ffmpeg -v error \(Self.source) \(codecs) \(Self.tags) -metadata:s:v title=SECRET in.\(kind)"
        )
        let processed = try await makeProcessor().handle("in.\(kind)", in: shop)
        #expect(processed.isWritten)
        #expect(processed.inspection.metadata == ["type": "Video", "width": .int(64), "height": .int(48)])
        #expect(try !String(decoding: shop.read("out"), as: UTF8.self).contains("SECRET"))
        let streams = try await shop.shell("ffprobe -v error -show_entries stream=codec_type -of csv=p=0 out")
        #expect(streams.contains("video") && streams.contains("audio"))
        #expect(try await !shop.tags("out").contains("GPS"))
        if kind == "mp4" || kind == "mov" {
            let bytes = try shop.read("out")
            let index = try #require(bytes.firstRange(of: "moov".utf8)).lowerBound
            let data = try #require(bytes.firstRange(of: "mdat".utf8)).lowerBound
            #expect(index < data)
        }
        let again = try await makeProcessor().inspect(file: shop.path("out"), name: "out")
        #expect(again.contentType == processed.inspection.contentType)
    }

    @Test("a quarter turn swaps width and height", arguments: [90, 180, 270])
    func rotation(angle: Int) async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error \(Self.source) -c:v mpeg4 -c:a aac flat.mp4")
        try await shop.shell("ffmpeg -v error -i flat.mp4 -c copy -metadata:s:v rotate=\(angle) in.mp4")
        let processed = try await makeProcessor().handle("in.mp4", in: shop)
        let isSideways = angle != 180
        #expect(processed.inspection.metadata.optionalInteger("width") == (isSideways ? 48 : 64))
        #expect(processed.inspection.metadata.optionalInteger("height") == (isSideways ? 64 : 48))
    }

    @Test(
        "tags of sound go",
        arguments: [
            ("mp3", "libmp3lame", "audio/mpeg"), ("ogg", "libvorbis", "audio/ogg"), ("opus", "libopus", "audio/opus"),
            ("flac", "flac", "audio/x-flac"), ("wav", "pcm_s16le", "audio/x-wav"), ("m4a", "aac", "audio/m4a"),
            ("aiff", "pcm_s16be", "audio/x-aiff"),
        ]
    )
    func audio(kind: String, codec: String, type: String) async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error -f lavfi -i sine=duration=1 -c:a \(codec) \(Self.tags) in.\(kind)")
        let inspection = try await makeProcessor().inspect(file: shop.path("in.\(kind)"), name: "in.\(kind)")
        #expect(inspection.contentType == type && inspection.metadata == ["type": "Audio"])
        let processed = try await makeProcessor().handle("in.\(kind)", in: shop)
        #expect(processed.isWritten)
        #expect(try !String(decoding: shop.read("out"), as: UTF8.self).contains("SECRET"))
        let again = try await makeProcessor().inspect(file: shop.path("out"), name: "out")
        #expect(again.contentType == type)
        let sound = "-map 0:a -f md5 -v error -"
        #expect(
            try await shop.shell("ffmpeg -i in.\(kind) \(sound)") == (try await shop.shell("ffmpeg -i out \(sound)"))
        )
    }

    @Test("a broken video is an error, or a plain file from the beginning")
    func broken() async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error \(Self.source) -c:v mpeg4 -c:a aac in.mp4")
        let bytes = try shop.read("in.mp4")
        try shop.write(Array(bytes.prefix(bytes.count / 3)), "cut.mp4")
        let processor = makeProcessor()
        let inspection = try await processor.inspect(file: shop.path("cut.mp4"), name: "cut.mp4")
        #expect(inspection.contentType == "video/mp4" && inspection.metadata == ["type": "File"])
        let film = Inspection(
            contentType: "video/mp4",
            metadata: ["type": "Video", "width": .int(1), "height": .int(1)]
        )
        let error = await #expect(throws: MediaError.self) {
            _ = try await processor.process(file: shop.path("cut.mp4"), as: film, output: shop.path("out"))
        }
        #expect(error?.code == .toolFailed)
        #expect(!FileManager.default.fileExists(atPath: shop.path("out")))
    }

    @Test("what only begins like sound is a plain file")
    func notSound() async throws {
        let shop = try Workshop()
        try shop.write(Array("ID3 is a kind of tag".utf8), "in.txt")
        let processed = try await makeProcessor().handle("in.txt", in: shop)
        #expect(!processed.isWritten && processed.inspection.metadata == ["type": "File"])
    }

    @Test("a playlist dressed as a video opens nothing")
    func playlist() async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error \(Self.source) -c:v mpeg4 -c:a aac real.mp4")
        try shop.write(Array("ffconcat version 1.0\nfile \(shop.path("real.mp4"))\n".utf8), "in.mp4")
        let inspection = try await makeProcessor().inspect(file: shop.path("in.mp4"), name: "in.mp4")
        #expect(!inspection.isVideo)
        try shop.write([0, 0, 0, 20] + Array("ftypisom\0\0\0\0isom\n#EXTM3U\n".utf8), "list.mp4")
        let list = try await makeProcessor().inspect(file: shop.path("list.mp4"), name: "list.mp4")
        #expect(list.metadata == ["type": "File"])
    }

    @Test("a tool that hangs is killed with its children")
    func hanging() async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error \(Self.source) -c:v mpeg4 -c:a aac in.mp4")
        // The tools may not write files, so the script tells its child's number by a link.
        try shop.write(Array("#!/bin/bash\nsleep 600 &\nln -s $! \(shop.path("child"))\nwait\n".utf8), "hang")
        try await shop.shell("chmod +x hang")
        let processor = makeProcessor(
            MediaLimits(probeTime: .seconds(5)),
            tools: MediaTools(ffprobe: shop.path("hang"))
        )
        let inspection = try await processor.inspect(file: shop.path("in.mp4"), name: "in.mp4")
        #expect(inspection.refusal?.code == .timedOut, "\(inspection)")
        let child = try #require(
            pid_t(try FileManager.default.destinationOfSymbolicLink(atPath: shop.path("child")))
        )
        let deadline = ContinuousClock.now + .seconds(10)
        while kill(child, 0) == 0, ContinuousClock.now < deadline { await Task.yield() }
        #expect(kill(child, 0) == -1)
    }

    @Test("a tool that floods, writes files or is missing is an error", arguments: ["exec yes", "echo 1 > file", nil])
    func misbehaving(script: String?) async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error \(Self.source) -c:v mpeg4 -c:a aac in.mp4")
        if let script {
            try shop.write(Array("#!/bin/bash\ncd \(shop.folder.path)\n\(script)\n".utf8), "tool")
            try await shop.shell("chmod +x tool")
        }
        let processor = makeProcessor(tools: MediaTools(ffprobe: shop.path("tool")))
        let inspection = try await processor.inspect(file: shop.path("in.mp4"), name: "in.mp4")
        #expect(inspection.refusal?.code == .toolFailed && !inspection.isVideo, "\(inspection)")
    }

    @Test("a cancelled call kills its tool and says so")
    func cancelled() async throws {
        let shop = try Workshop()
        try await shop.shell("ffmpeg -v error \(Self.source) -c:v mpeg4 -c:a aac in.mp4")
        try await shop.shell("printf '#!/bin/bash\\nexec sleep 600\\n' > hang; chmod +x hang")
        let processor = makeProcessor(tools: MediaTools(ffprobe: shop.path("hang")))
        let task = Task { try await processor.inspect(file: shop.path("in.mp4"), name: "in.mp4") }
        task.cancel()
        let error = await #expect(throws: MediaError.self) { try await task.value }
        #expect(error?.code == .cancelled)
    }
}
