import StoatModels

/// What `ffprobe` says of a file with sound or moving pictures.
struct StreamProbe: Sendable {
    /// Pixels of the first video stream as shown, after a rotation by a quarter turn.
    var size: (width: Int, height: Int)?
    /// The coding of every stream of pictures and sound, cover pictures aside.
    var videoCodecs: [String] = []
    var audioCodecs: [String] = []

    /// Reads `ffprobe`'s JSON.
    init(json: String) throws(MediaError) {
        // Whatever is wrong with the text, the tool has failed to describe the file.
        guard let document = (try? JSONParser.parse(json))?.object else {
            throw MediaError(.toolFailed, "ffprobe's answer is not JSON")
        }
        for stream in document.objects("streams") {
            let codec = stream.optionalString("codec_name") ?? ""
            switch stream.optionalString("codec_type") {
            case "audio": audioCodecs.append(codec)
            case "video":
                guard stream.optionalObject("disposition")?.optionalInteger("attached_pic") ?? 0 == 0 else { continue }
                videoCodecs.append(codec)
                guard size == nil, let width = stream.optionalInteger("width"),
                    let height = stream.optionalInteger("height"), (1...1 << 20).contains(width),
                    (1...1 << 20).contains(height)
                else { continue }
                let turned = Self.isSideways(stream)
                size = turned ? (Int(height), Int(width)) : (Int(width), Int(height))
            default: continue
            }
        }
    }

    /// Whether players turn the picture by 90° to either side.
    private static func isSideways(_ stream: Object) -> Bool {
        let angles = stream.objects("side_data_list").compactMap { data -> Int64? in
            switch data["rotation"] {
            case .double(let angle): Int64(exactly: angle.rounded())
            case .some(let value): value.integer
            case nil: nil
            }
        }
        return angles.contains { abs($0 % 180) == 90 }
    }
}
