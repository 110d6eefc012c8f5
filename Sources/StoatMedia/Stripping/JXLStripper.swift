/// Copies a JPEG XL container's boxes but those that carry metadata.
///
/// `jbrd` goes with them: it holds what is needed to get back the JPEG file that the picture was made from, its
/// comments included. A raw codestream has no place for metadata.
enum JXLStripper {
    private static let kept: Set<String> = ["JXL ", "ftyp", "jxll", "jxlc", "jxlp", "jxli"]

    static func strip(_ reader: inout FileReader, to writer: inout FileWriter) throws(MediaError) -> Bool {
        if try reader.peek(2) == [0xFF, 0x0A] { return false }
        var hasPicture = false
        while reader.remaining > 0 {
            let box = try MediaBox(&reader, limit: reader.size)
            if kept.contains(box.name) {
                hasPicture = hasPicture || box.name == "jxlc" || box.name == "jxlp"
                try reader.seek(to: box.start)
                try writer.copy(box.end - box.start, from: &reader)
            } else {
                try reader.seek(to: box.end)
            }
            if box.isOpen { break }
        }
        guard hasPicture else { throw MediaError(.undecodable, "the JPEG XL file has no picture") }
        return writer.position != reader.size
    }
}
