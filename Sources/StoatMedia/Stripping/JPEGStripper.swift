/// Copies a JPEG's segments but those that carry metadata.
///
/// Kept are the coding tables, the frame and its scans, and of the application segments JFIF (without its thumbnail),
/// ICC profiles and Adobe's colour transform. Comments, EXIF, XMP, IPTC, further pictures and everything else go.
enum JPEGStripper {
    private static let icc = Array("ICC_PROFILE\0".utf8)
    private static let jfif = Array("JFIF\0".utf8)
    private static let adobe = Array("Adobe".utf8)

    static func strip(_ reader: inout FileReader, to writer: inout FileWriter, orientation: Int) throws(MediaError)
        -> Bool
    {
        guard try reader.bytes(2) == [0xFF, 0xD8] else { throw MediaError(.undecodable, "not a JPEG") }
        try writer.write([0xFF, 0xD8])
        if orientation > 1 { try write(0xE1, exif(orientation), &writer) }
        var hasScan = false
        var marker = try nextMarker(&reader)
        while true {
            switch marker {
            case 0xD9:
                guard hasScan else { throw MediaError(.undecodable, "the JPEG has no picture") }
                try writer.write([0xFF, 0xD9])
                return writer.position != reader.size
            case 0x00, 0x01, 0xD0...0xD8:
                throw MediaError(.undecodable, "a JPEG marker out of place")
            default:
                try segment(marker, &reader, &writer)
            }
            if marker == 0xDA {
                hasScan = true
                marker = try scan(&reader, &writer)
            } else {
                marker = try nextMarker(&reader)
            }
        }
    }

    /// An EXIF block that says nothing but how the picture is to be turned.
    private static func exif(_ orientation: Int) -> [UInt8] {
        // Big-endian; one directory at 8 of one entry: tag 0x0112, a short, one value; no further directory.
        let entry: [UInt8] = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, UInt8(orientation), 0, 0]
        return Array("Exif\0\0MM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1] + entry + [0, 0, 0, 0]
    }

    /// Copies or leaves out one segment, whose marker has been read.
    private static func segment(_ marker: UInt8, _ reader: inout FileReader, _ writer: inout FileWriter)
        throws(MediaError)
    {
        let length = try reader.uint16()
        guard length >= 2 else { throw MediaError(.undecodable, "a JPEG segment without a length") }
        let payload = try reader.bytes(length - 2)
        switch marker {
        case 0xE0:
            guard payload.starts(with: jfif), payload.count >= 14 else { return }
            // Its last two numbers are the sides of a thumbnail that would follow.
            try write(marker, Array(payload.prefix(12)) + [0, 0], &writer)
        case 0xE2:
            if payload.starts(with: icc) { try write(marker, payload, &writer) }
        case 0xEE:
            if payload.starts(with: adobe), payload.count >= 12 {
                try write(marker, Array(payload.prefix(12)), &writer)
            }
        // The rest of the application segments, the reserved extensions, and comments.
        case 0xE1...0xEF, 0xF0...0xFE, 0x02...0xBF: return
        default: try write(marker, payload, &writer)
        }
    }

    private static func write(_ marker: UInt8, _ payload: [UInt8], _ writer: inout FileWriter) throws(MediaError) {
        let length = payload.count + 2
        try writer.write([0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)])
        try writer.write(payload)
    }

    /// Copies coded data up to a marker that ends it.
    private static func scan(_ reader: inout FileReader, _ writer: inout FileWriter) throws(MediaError) -> UInt8 {
        while true {
            let (run, isNext) = try reader.run(until: 0xFF)
            try writer.write(run)
            guard isNext else {
                if reader.remaining == 0 { throw MediaError(.undecodable, "the JPEG ends early") }
                continue
            }
            let marker = try nextMarker(&reader)
            guard marker == 0 || (0xD0...0xD7).contains(marker) else { return marker }
            try writer.write([0xFF, marker])
        }
    }

    /// Reads a marker with any fill bytes before it; 0 for a stuffed byte of coded data.
    private static func nextMarker(_ reader: inout FileReader) throws(MediaError) -> UInt8 {
        guard try reader.byte() == 0xFF else { throw MediaError(.undecodable, "a JPEG marker is missing") }
        var marker = try reader.byte()
        while marker == 0xFF { marker = try reader.byte() }
        return marker
    }
}
