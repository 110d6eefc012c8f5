/// The head of one box of the ISO base media format, which AVIF, HEIF and JPEG XL files are made of.
struct MediaBox {
    /// Four characters.
    let name: String
    /// Where the box begins.
    let start: Int
    /// Where its content begins.
    let content: Int
    /// Where it ends.
    let end: Int
    /// Whether it says to end where the file ends instead of naming a length.
    let isOpen: Bool

    /// Reads the head of the box here, and checks that it ends before `limit`.
    init(_ reader: inout FileReader, limit: Int) throws(MediaError) {
        start = reader.position
        guard limit - start >= 8 else { throw MediaError(.undecodable, "a box does not fit") }
        var length = try reader.uint32()
        // Names are bytes; Latin-1 keeps different ones different.
        name = String(String.UnicodeScalarView(try reader.bytes(4).map { Unicode.Scalar($0) }))
        isOpen = length == 0
        if length == 1 {
            let high = try reader.uint32()
            let low = try reader.uint32()
            guard high < 1 << 30 else { throw MediaError(.undecodable, "a box does not fit") }
            length = high << 32 | low
        } else if length == 0 {
            length = limit - start
        }
        content = reader.position
        guard length >= content - start, length <= limit - start else {
            throw MediaError(.undecodable, "a box does not fit")
        }
        end = start + length
    }
}
