/// Holds the lengths that a PNG's chunks say of themselves to the file, before a decoder makes room for them.
///
/// Calls block: only for the threads of ``MediaThreads``.
enum PNGLengths {
    /// Refuses a file with a chunk that would reach beyond its end.
    ///
    /// Pixels may: they are read piece by piece, and pictures that end early are still shown.
    static func check(_ source: Vips.Source) throws(MediaError) {
        switch source {
        case .file(let path):
            var reader = try FileReader(path)
            try check(size: reader.size) { offset throws(MediaError) in
                try reader.seek(to: offset)
                return try reader.bytes(8)[...]
            }
        case .bytes(let bytes):
            try check(size: bytes.count) { offset throws(MediaError) in bytes[offset..<offset + 8] }
        }
    }

    private static func check(size: Int, _ head: (Int) throws(MediaError) -> ArraySlice<UInt8>) throws(MediaError) {
        var offset = PNGStripper.signature.count
        while size - offset >= 8 {
            let head = try head(offset)
            let length = head.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            let name = head.suffix(4)
            if name.elementsEqual("IEND".utf8) { return }
            guard length + 4 <= size - offset - 8 else {
                if name.elementsEqual("IDAT".utf8) { return }
                throw MediaError(.undecodable, "a PNG chunk is longer than its file")
            }
            offset += length + 12
        }
    }
}
