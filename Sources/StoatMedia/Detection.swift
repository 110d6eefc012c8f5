import StoatModels

/// Finds out what a file is, from its first bytes and its header.
///
/// Calls block: only for the threads of ``MediaThreads``.
enum Detection {
    /// The type and the metadata of a file; video is left to `ffprobe`.
    static func inspect(file: String, name: String, limits: MediaLimits) throws(MediaError) -> Inspection {
        let head = try head(of: file)
        var type = try type(of: file, head: head, name: name, rejected: [])
        var rejected: Set<String> = []
        while Picture.types.contains(type) {
            do throws(MediaError) {
                let header = try Picture.header(file: file, type: type, maxFrames: limits.maxFrames)
                try limits.check(width: header.width, height: header.height, frames: header.frames)
                let metadata = Inspection.image(
                    width: header.width,
                    height: header.height,
                    thumbHash: nil,
                    isAnimated: header.isAnimated
                )
                return Inspection(contentType: type, metadata: metadata)
            } catch {
                switch error.code {
                case .undecodable where ContentSniffer.isWeak(type, head: head):
                    // Two or three letters at the beginning are no proof; whatever else the file may be is.
                    rejected.insert(type)
                    type = try Self.type(of: file, head: head, name: name, rejected: rejected)
                case .undecodable, .unsupported, .tooLarge, .tooSmall:
                    return Inspection(contentType: type, metadata: Inspection.fileMetadata, refusal: error)
                default: throw error
                }
            }
        }
        return Inspection(contentType: type, metadata: metadata(of: type))
    }

    /// The type of a picture that is stored already.
    static func pictureType(of file: String) throws(MediaError) -> String {
        let head = try head(of: file)
        guard let type = ContentRule.all.first(where: { $0.matches(head) })?.type, Picture.types.contains(type) else {
            throw MediaError(.unsupported, "not a picture")
        }
        return type
    }

    private static func head(of file: String) throws(MediaError) -> ContentWindow {
        var reader = try FileReader(file)
        return ContentWindow(try reader.bytes(min(ContentWindow.limit, reader.size)))
    }

    private static func type(of file: String, head: ContentWindow, name: String, rejected: Set<String>)
        throws(MediaError) -> String
    {
        do {
            return try ContentSniffer.type(head: head, name: name, rejected: rejected) { try isText(file) }
        } catch let error as MediaError {
            throw error
        } catch {
            throw MediaError(.inputOutput, "\(error)")
        }
    }

    private static func metadata(of type: String) -> Object {
        if type.hasPrefix("audio/") { return ["type": "Audio"] }
        return type == ContentSniffer.text ? ["type": "Text"] : Inspection.fileMetadata
    }

    private static func isText(_ file: String) throws(MediaError) -> Bool {
        var reader = try FileReader(file)
        var check = UTF8Check()
        while check.isValid {
            let run = try reader.run(.max)
            if run.isEmpty { break }
            check.feed(run)
        }
        return check.isComplete
    }
}
