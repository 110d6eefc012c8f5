import CXML2
import Glibc

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
    /// The longest end tag or instruction.
    static let maxEndTagBytes = 4096
    /// The blanks and equal signs that a longer tag may hold.
    static let maxSeparators = 4096
    static let maxTime: Duration = .seconds(2)
    private static let stepBytes = 8192
    private static let maxTitleBytes = 4096

    /// Why reading stopped.
    enum Ending: String, Sendable {
        /// The page or its head ended, or there is no memory for a parser.
        case complete
        case tooManyBytes, tooManyElements, tooDeep, tooMuchTime
        /// A tag waits for its end that would cost more than it is worth.
        case stuck
    }

    /// What was found so far.
    private(set) var tags = PageTags()
    /// Why more of the page would change nothing; `nil` while more is wanted.
    private(set) var ending: Ending?
    /// How much of the page was taken, in bytes after decompression.
    private(set) var bytes = 0
    /// How many elements were begun.
    private(set) var elements = 0

    private var parser: htmlParserCtxtPtr?
    private let decoder: TextDecoder
    private var held: [UInt8] = []
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
        if parser == nil { ending = .complete }
    }

    deinit { htmlFreeParserCtxt(parser) }

    /// libxml2's tables, which are set up once before threads share them.
    private static let library: Void = xmlInitParser()

    private var isDone: Bool { ending != nil }

    /// Reads a piece; answers whether more is wanted.
    func take(_ piece: some Collection<UInt8>) -> Bool {
        guard !isDone else { return false }
        let piece = piece.prefix(HeadParser.maxBytes - bytes)
        bytes += piece.count
        parse(decoder.decode(piece, isLast: false), isLast: false)
        if bytes >= HeadParser.maxBytes || (isBehindHead && bytes >= HeadParser.maxBodyBytes) { stop(.tooManyBytes) }
        return !isDone
    }

    /// What the page said, after its last piece.
    func finish() -> PageTags {
        if !isDone {
            parse(decoder.decode([], isLast: true), isLast: true)
            // A page cut within a huge tag, comment or script has nothing more to say.
            var first: UnsafePointer<UInt8>?
            if !isDone, let parser, stoat_html_pending(parser, &first) <= HeadParser.unwatchedTagBytes {
                htmlParseChunk(parser, nil, 0, 1)
            }
            stop(.complete)
        }
        endTitle()
        return tags
    }

    /// Ends reading; the first reason stands.
    private func stop(_ reason: Ending) { ending = ending ?? reason }

    /// Parses in small steps, so that a page which turns out to be done or hostile costs one step more at most.
    ///
    /// The parser takes a `</script` that is cut for a part of the script, so no step ends within the first bytes of a
    /// tag; these wait for the next piece.
    private func parse(_ text: [UInt8], isLast: Bool) {
        guard let parser else { return }
        let text = held + text
        held = []
        text.withUnsafeBytes { raw in
            var rest = raw[...]
            while !rest.isEmpty && !isDone {
                var next = rest.prefix(HeadParser.stepBytes)
                if !(isLast && next.count == rest.count), let cut = HeadParser.openTag(next) { next = next[..<cut] }
                if next.isEmpty {
                    held = Array(rest)
                    return
                }
                let step = UnsafeRawBufferPointer(rebasing: next)
                rest = rest.dropFirst(step.count)
                let start = HeadParser.processorTime()
                stoat_html_feed(parser, step.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(step.count))
                time += HeadParser.processorTime() - start
                if time > HeadParser.maxTime { stop(.tooMuchTime) } else if isStuck(parser) { stop(.stuck) }
            }
        }
    }

    /// Where the last few bytes begin a tag without ending it.
    private static func openTag(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        let tail = bytes.suffix(16)
        guard let open = tail.lastIndex(of: UInt8(ascii: "<")), !tail[open...].contains(UInt8(ascii: ">")) else {
            return nil
        }
        return open
    }

    /// The time this thread has worked; waiting for a busy machine is not the page's fault.
    private static func processorTime() -> Duration {
        .nanoseconds(stoat_thread_nanoseconds())
    }

    /// Whether what waits for its end would cost more than it is worth once the end comes.
    private func isStuck(_ parser: htmlParserCtxtPtr) -> Bool {
        var first: UnsafePointer<UInt8>?
        let count = stoat_html_pending(parser, &first)
        guard count > HeadParser.maxEndTagBytes, let first else { return false }
        let pending = UnsafeBufferPointer(start: first, count: count)
        guard pending[0] == UInt8(ascii: "<") else { return false }
        // End tags and instructions without a name are searched for their end again and again.
        if pending[1] == UInt8(ascii: "/") || pending[1] == UInt8(ascii: "?") { return true }
        // Comments and scripts wait for their end too; they hold no attributes.
        guard count > HeadParser.unwatchedTagBytes, (0x61...0x7A).contains(pending[1] | 0x20) else { return false }
        return HeadParser.separators(pending) > HeadParser.maxSeparators
    }

    /// The blanks and equal signs of a tag that are not within a quoted value.
    private static func separators(_ tag: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var quote: UInt8?
        var previous: UInt8 = 0
        for byte in tag {
            if let open = quote {
                if byte == open { quote = nil }
            } else if byte <= 0x20 {
                count += 1
                continue
            } else if byte == UInt8(ascii: "=") {
                count += 1
            } else if previous == UInt8(ascii: "="), byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            }
            previous = byte
        }
        return count
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
        if elements > HeadParser.maxElements { return stop(.tooManyElements) }
        if stoat_html_depth(parser) > HeadParser.maxDepth { return stop(.tooDeep) }
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

    /// Notes that the head is complete; a page that said nothing in it may still do so in the body.
    private func endHead() {
        endTitle()
        isBehindHead = true
        if tags.isTelling { stop(.complete) }
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
