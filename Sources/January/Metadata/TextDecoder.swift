import CXML2
import Glibc

/// Turns the bytes of a page, as they come, into UTF-8 that is valid and free of control characters.
///
/// What cannot be read becomes U+FFFD. Until the encoding is known at most ``sniffed`` bytes wait; after that at most a
/// few bytes of an unfinished character do. Not for use by two threads at once.
final class TextDecoder {
    /// How much of a page without a mark or a header is searched for its `<meta charset>`, in bytes.
    static let sniffed = 64 << 10

    private var waiting: [UInt8] = []
    private var charset: String?
    private var searched = 0
    private var isMarkChecked = false
    private var converter: iconv_t?

    /// A decoder of a page that came with this `Content-Type`.
    init(contentType: String) { self.charset = Charset.ofContentType(contentType) }

    deinit { if let converter { iconv_close(converter) } }

    /// The UTF-8 of what came so far and was not answered yet.
    ///
    /// - Parameter isLast: whether the page ends here; then nothing is held back.
    func decode(_ piece: some Collection<UInt8>, isLast: Bool) -> [UInt8] {
        waiting += piece
        guard isReady(isLast: isLast) else { return [] }
        return charset == Charset.utf8 ? takeUTF8(isLast: isLast) : takeConverted(isLast: isLast)
    }

    private func isReady(isLast: Bool) -> Bool {
        if !isMarkChecked {
            guard waiting.count >= 3 || isLast else { return false }
            isMarkChecked = true
            if let mark = Charset.ofMark(waiting[...]) {
                charset = mark.name
                waiting.removeFirst(mark.length)
            }
        }
        if charset == nil {
            // Searched again only when there is a good deal more, so that many small pieces cost no more than few.
            if isLast || waiting.count >= searched + max(1024, searched / 2) || waiting.count >= TextDecoder.sniffed {
                charset = Charset.ofMeta(waiting)
                searched = waiting.count
            }
            guard charset != nil || isLast || waiting.count >= TextDecoder.sniffed else { return false }
            if charset == nil { charset = isUTF8(waiting) ? Charset.utf8 : Charset.fallback }
        }
        if converter == nil, let charset, charset != Charset.utf8 {
            let opened = iconv_open(Charset.utf8, charset)
            // iconv answers (iconv_t)-1 for encodings this system does not have.
            if let opened, Int(bitPattern: opened) != -1 { converter = opened } else { self.charset = Charset.utf8 }
        }
        return true
    }

    /// Whether the bytes are UTF-8 but for a character cut at the end.
    private func isUTF8(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes.dropLast(TextDecoder.cutLength(bytes)), as: UTF8.self) != nil
    }

    /// How many bytes at the end begin a character of UTF-8 that is not complete.
    private static func cutLength(_ bytes: [UInt8]) -> Int {
        for back in 1...3 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            if byte & 0xC0 == 0x80 { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }

    private func takeUTF8(isLast: Bool) -> [UInt8] {
        let kept = isLast ? 0 : TextDecoder.cutLength(waiting)
        let result = Array(String(decoding: waiting.dropLast(kept), as: UTF8.self).utf8)
        waiting.removeFirst(waiting.count - kept)
        return TextDecoder.withoutControls(result)
    }

    private func takeConverted(isLast: Bool) -> [UInt8] {
        guard let converter else { return takeUTF8(isLast: isLast) }
        var result: [UInt8] = []
        result.reserveCapacity(waiting.count * 2)
        var used = 0
        let replacement: [UInt8] = [0xEF, 0xBF, 0xBD]
        waiting.withUnsafeMutableBytes { source in
            withUnsafeTemporaryAllocation(byteCount: 8192, alignment: 1) { room in
                while used < source.count {
                    var input = source.baseAddress?.advanced(by: used).assumingMemoryBound(to: CChar.self)
                    var inputLeft = source.count - used
                    var output = room.baseAddress?.assumingMemoryBound(to: CChar.self)
                    var outputLeft = room.count
                    let status = iconv(converter, &input, &inputLeft, &output, &outputLeft)
                    let error = errno
                    used = source.count - inputLeft
                    result += room.prefix(room.count - outputLeft)
                    guard status == -1 else { continue }
                    if error == E2BIG { continue }
                    if error == EINVAL && !isLast { break }
                    result += replacement
                    used += 1
                }
            }
        }
        waiting.removeFirst(min(used, waiting.count))
        return TextDecoder.withoutControls(result)
    }

    /// With a space for each control character but tab and line breaks: the parser takes NUL for the end of the page.
    private static func withoutControls(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        bytes.withUnsafeMutableBufferPointer { stoat_blank_controls($0.baseAddress, $0.count) }
        return bytes
    }
}
