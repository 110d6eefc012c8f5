import Glibc
import StoatModels

/// Probing and cleaning of sound and video through `ffprobe` and `ffmpeg`.
struct StreamTools: Sendable {
    let runner: ToolRunner
    let limits: MediaLimits

    /// The demuxers that may read a type: what a file was detected as is all that it is read as, so that a playlist in
    /// disguise cannot make the tools open other files.
    private static let demuxers: [String: String] = {
        let pairs: [(String, String)] = [
            ("video/mp4", "mov"), ("video/x-m4v", "mov"), ("video/quicktime", "mov"), ("audio/m4a", "mov"),
            ("video/webm", "matroska"), ("video/x-matroska", "matroska"), ("video/x-msvideo", "avi"),
            ("video/x-ms-wmv", "asf"), ("video/mpeg", "mpeg,mpegvideo,m4v"), ("video/x-flv", "flv"),
            ("audio/mpeg", "mp3"), ("audio/opus", "ogg"), ("audio/ogg", "ogg"), ("audio/x-flac", "flac"),
            ("audio/x-wav", "wav"), ("audio/aac", "aac"), ("audio/x-aiff", "aiff"),
        ]
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    /// Whether files of a type are cleaned.
    static func cleans(_ type: String) -> Bool { arguments(for: type, StreamProbe.empty) != nil }

    /// Reads what streams a file has.
    func probe(file: String, type: String) async throws(MediaError) -> StreamProbe {
        guard let demuxers = Self.demuxers[type] else { throw MediaError(.unsupported, "\(type) is not probed") }
        let json = try await runner.run(
            runner.tools.ffprobe,
            Self.input(demuxers) + ["-print_format", "json", "-show_format", "-show_streams", "file:\(file)"],
            time: limits.probeTime,
            fileBytes: 0
        )
        return try StreamProbe(json: json)
    }

    /// Copies the pictures and sound of a file into a fresh container, without tags, chapters, cover pictures, data
    /// tracks, and subtitles.
    func clean(file: String, type: String, probe: StreamProbe, output: String) async throws(MediaError) {
        guard let demuxers = Self.demuxers[type], let target = Self.arguments(for: type, probe) else {
            throw MediaError(.unsupported, "\(type) is not cleaned")
        }
        let size = try FileReader(file).size
        let arguments: [String] =
            ["-nostdin", "-y"] + Self.input(demuxers) + [
                "-i", "file:\(file)", "-map", "0:V?", "-map", "0:a?", "-map_metadata", "-1", "-map_metadata:s", "-1",
                "-map_chapters", "-1", "-c", "copy", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a",
                "+bitexact",
            ] + target + ["file:\(output)"]
        do throws(MediaError) {
            // Copies of the streams are hardly larger than the file; a tool gone astray must not fill the disk.
            _ = try await runner.run(
                runner.tools.ffmpeg,
                arguments,
                time: limits.remuxTime,
                fileBytes: size * 2 + (8 << 20)
            )
            let written = try FileReader(output)
            guard written.size > 0 else { throw MediaError(.toolFailed, "ffmpeg wrote nothing") }
        } catch {
            unlink(output)
            throw error
        }
    }

    private static func input(_ demuxers: String) -> [String] {
        ["-v", "error", "-hide_banner", "-protocol_whitelist", "file", "-format_whitelist", demuxers]
    }

    /// The container that a type is written in; `nil` for types that are left alone.
    private static func arguments(for type: String, _ probe: StreamProbe) -> [String]? {
        switch type {
        case "video/mp4": return ["-movflags", "+faststart", "-f", "mp4"]
        case "video/quicktime": return ["-movflags", "+faststart", "-f", "mov"]
        case "video/x-m4v", "audio/m4a": return ["-movflags", "+faststart", "-f", "ipod"]
        // Any Matroska file may have been detected as WebM, which allows few codings.
        case "video/webm": return ["-f", probe.fitsWebM ? "webm" : "matroska"]
        case "video/x-matroska": return ["-f", "matroska"]
        case "audio/mpeg": return ["-f", "mp3", "-id3v2_version", "0", "-write_id3v1", "0"]
        case "audio/opus", "audio/ogg": return ["-f", "ogg"]
        case "audio/x-flac": return ["-f", "flac"]
        case "audio/x-wav": return ["-f", "wav"]
        case "audio/aac": return ["-f", "adts"]
        case "audio/x-aiff": return ["-f", "aiff"]
        default: return nil
        }
    }
}

extension StreamProbe {
    /// Nothing known.
    static let empty = StreamProbe()

    private init() {}

    /// Whether there is something to copy.
    var hasStreams: Bool { !videoCodecs.isEmpty || !audioCodecs.isEmpty }

    /// Whether WebM allows these codings.
    var fitsWebM: Bool {
        videoCodecs.allSatisfy { ["vp8", "vp9", "av1"].contains($0) }
            && audioCodecs.allSatisfy { ["vorbis", "opus"].contains($0) }
    }
}
