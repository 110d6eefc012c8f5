/// Tells video by its first bytes; what a server declares is no proof.
enum VideoSignature {
    /// Enough of a file to tell.
    static let bytes = 64

    /// The media type, or `nil` for anything that no browser plays as video.
    static func type(of head: some Collection<UInt8>) -> String? {
        let head = Array(head.prefix(bytes))
        if has("ftyp", in: head, at: 4) { return family(head) }
        if head.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
            return contains("webm", head) ? "video/webm" : "video/x-matroska"
        }
        if has("OggS", in: head, at: 0) { return contains("theora", head) ? "video/ogg" : nil }
        if has("RIFF", in: head, at: 0), has("AVI ", in: head, at: 8) { return "video/x-msvideo" }
        if head.starts(with: [0x00, 0x00, 0x01, 0xBA]) { return "video/mpeg" }
        return nil
    }

    /// Still pictures and sound come in the same boxes.
    private static func family(_ head: [UInt8]) -> String? {
        guard head.count >= 12 else { return nil }
        let brand = String(decoding: head[8..<12], as: UTF8.self)
        switch brand {
        case "avif", "avis", "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "M4A ", "M4B ": return nil
        case "qt  ": return "video/quicktime"
        default: return "video/mp4"
        }
    }

    private static func has(_ text: StaticString, in head: [UInt8], at offset: Int) -> Bool {
        text.withUTF8Buffer { head.dropFirst(offset).starts(with: $0) }
    }

    private static func contains(_ text: StaticString, _ head: [UInt8]) -> Bool {
        head.indices.contains { has(text, in: head, at: $0) }
    }
}
