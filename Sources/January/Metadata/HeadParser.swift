import CXML2

/// Reads the head of an HTML page piece by piece and stops where it ends.
///
/// Memory and time are bounded whatever the page does: no tree is built, at most ``maxBytes`` are read, and reading
/// stops at ``maxDepth`` open elements, after ``maxElements``, at a tag of too many attributes, or once ``maxTime`` of
/// parsing has passed; what was found until then counts. Not for use by two threads at once.
final class HeadParser {
    /// How much of a page is read, in bytes after decompression.
    static let maxBytes = 3 << 20
    /// How much of a page whose head said nothing is read, in bytes.
    static let maxBodyBytes = 512 << 10
    static let maxDepth = 200
    static let maxElements = 100_000
    /// The parser compares each attribute with all before it, so tags longer than this are looked at first.
    static let unwatchedTagBytes = 64 << 10
    /// The blanks and equal signs that a longer tag may hold.
    static let maxSeparators = 4096
    static let maxTime: Duration = .seconds(2)
    private static let stepBytes = 8192
    private static let maxTitleBytes = 4096

    /// What was found so far.
    private(set) var tags = PageTags()
    /// Whether more of the page would change nothing.
    private(set) var isDone = false

    private var parser: htmlParserCtxtPtr?
    private let decoder: TextDecoder
    private var bytes = 0
    private var elements = 0
    private var time = Duration.zero
    private var titleText: String?
    private var pictureDepth = 0
    private var isBehindHead = false

    /// A parser of a page that came with this `Content-Type`.
    init(contentType: String) {
        self.decoder = TextDecoder(contentType: contentType)
        _ = HeadParser.library
        self.parser = stoat_html_open(
            Unmanaged.passUnretained(self).toOpaque(),
            { HeadParser.of($0)?.started(name: $1, attributes: $2) },
            { HeadParser.of($0)?.ended(name: $1) },
            { HeadParser.of($0)?.took(text: $1, count: Int($2)) }
        )
        self.isDone = parser == nil
    }

    deinit { htmlFreeParserCtxt(parser) }

    /// libxml2's tables, which are set up once before threads share them.
    private static let library: Void = xmlInitParser()

    /// Reads a piece; answers whether more is wanted.
    func take(_ piece: some Collection<UInt8>) -> Bool {
        guard !isDone else { return false }
        let piece = piece.prefix(HeadParser.maxBytes - bytes)
        bytes += piece.count
        parse(decoder.decode(piece, isLast: false))
        if bytes >= HeadParser.maxBytes || (isBehindHead && bytes >= HeadParser.maxBodyBytes) { isDone = true }
        return !isDone
    }

    /// What the page said, after its last piece.
    func finish() -> PageTags {
        if !isDone {
            parse(decoder.decode([], isLast: true))
            if !isDone, let parser { htmlParseChunk(parser, nil, 0, 1) }
            isDone = true
        }
        endTitle()
        return tags
    }

    /// Parses in small steps, so that a page which turns out to be done or hostile costs one step more at most.
    private func parse(_ text: [UInt8]) {
        guard let parser, !text.isEmpty else { return }
        let clock = ContinuousClock()
        text.withUnsafeBytes { raw in
            var rest = raw[...]
            while !rest.isEmpty && !isDone {
                let step = UnsafeRawBufferPointer(rebasing: rest.prefix(HeadParser.stepBytes))
                rest = rest.dropFirst(step.count)
                let start = clock.now
                htmlParseChunk(parser, step.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(step.count), 0)
                time += clock.now - start
                if time > HeadParser.maxTime || isTagTooLong(parser) { isDone = true }
            }
        }
    }

    private func isTagTooLong(_ parser: htmlParserCtxtPtr) -> Bool {
        var first: UnsafePointer<UInt8>?
        let count = stoat_html_pending(parser, &first)
        guard count > HeadParser.unwatchedTagBytes, let first else { return false }
        let pending = UnsafeBufferPointer(start: first, count: count)
        // Comments and scripts wait for their end too; they hold no attributes.
        guard pending[0] == UInt8(ascii: "<"), pending[1] | 0x20 >= UInt8(ascii: "a") else { return false }
        return pending.lazy.filter { $0 <= 0x20 || $0 == UInt8(ascii: "=") }.count > HeadParser.maxSeparators
    }
}

/// What the parser reports.
extension HeadParser {
    private static func of(_ user: UnsafeMutableRawPointer?) -> HeadParser? {
        user.map { Unmanaged<HeadParser>.fromOpaque($0).takeUnretainedValue() }
    }

    private func started(name: UnsafePointer<UInt8>?, attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) {
        guard !isDone, let name, let parser else { return }
        elements += 1
        if elements > HeadParser.maxElements || stoat_html_depth(parser) > HeadParser.maxDepth {
            isDone = true
            return
        }
        switch String(cString: name) {
        case "meta": tags.take("meta", HeadParser.table(attributes))
        case "link": tags.take("link", HeadParser.table(attributes))
        case "base": tags.take("base", HeadParser.table(attributes))
        case "title": if tags.title == nil && pictureDepth == 0 { titleText = "" }
        case "svg": pictureDepth += 1
        case "body": endHead()
        default: break
        }
    }

    private func ended(name: UnsafePointer<UInt8>?) {
        guard !isDone, let name, let parser else { return }
        switch String(cString: name) {
        case "title": endTitle()
        case "svg": pictureDepth = max(0, pictureDepth - 1)
        // A stray <div> in the head closes it too, for the parser; metas that follow still count.
        case "head": if stoat_html_is_behind_tag(parser) != 0 { endHead() }
        default: break
        }
    }

    private func took(text: UnsafePointer<UInt8>?, count: Int) {
        guard !isDone, let text, titleText != nil else { return }
        let room = HeadParser.maxTitleBytes - (titleText?.utf8.count ?? 0)
        guard room > 0 else { return }
        titleText? += String(decoding: UnsafeBufferPointer(start: text, count: min(count, room)), as: UTF8.self)
    }

    private func endTitle() {
        guard let text = titleText?.collapsed() else { return }
        titleText = nil
        if tags.title == nil && !text.isEmpty { tags.title = text }
    }

    /// The head is complete. A page that said nothing in it may still do so in the body.
    private func endHead() {
        endTitle()
        isBehindHead = true
        if tags.isTelling { isDone = true }
    }

    private static func table(_ attributes: UnsafeMutablePointer<UnsafePointer<UInt8>?>?) -> [String: String] {
        var table: [String: String] = [:]
        guard var next = attributes else { return table }
        while let name = next[0] {
            let key = String(cString: name)
            if used.contains(key), table[key] == nil, let value = next[1] { table[key] = String(cString: value) }
            next += 2
        }
        return table
    }

    private static let used: Set<String> = [
        "charset", "content", "href", "http-equiv", "itemprop", "name", "property", "rel", "sizes", "type",
    ]
}
