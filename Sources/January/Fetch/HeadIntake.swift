/// The head of an answer, as far as it is of use here.
struct AnswerHead: Sendable, Equatable {
    var status = 0
    var location: String?
    var contentType: String?
    var contentLength: Int64?
    var contentRange: String?
    var acceptRanges: String?
}

/// Reads header lines under limits.
struct HeadIntake {
    private let limits: FetchLimits
    private var bytes = 0
    private var lines = 0
    private var head = AnswerHead()

    init(limits: FetchLimits) { self.limits = limits }

    /// Takes one line; answers the head when it is complete and no interim one.
    ///
    /// - Throws: ``FetchError/tooLarge`` beyond the limits, which count everything that is sent as a line.
    mutating func feed(_ line: UnsafeRawBufferPointer) throws(FetchError) -> AnswerHead? {
        bytes += line.count
        lines += 1
        guard bytes <= limits.maxHeaderBytes, lines <= limits.maxHeaderLines else { throw .tooLarge }
        var line = line[...]
        while let last = line.last, last == 0x0A || last == 0x0D { line = line.dropLast() }
        if line.isEmpty { return head.status >= 200 ? head : nil }
        if line.starts(with: "HTTP/".utf8) {
            head = AnswerHead()
            let words = line.split(separator: 0x20, maxSplits: 2)
            head.status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) ?? 0 : 0
            return nil
        }
        guard let colon = line.firstIndex(of: 0x3A) else { return nil }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: line[line.index(after: colon)...], as: UTF8.self)
            .trimming { $0 == " " || $0 == "\t" }
        switch name {
        // The first of several stands.
        case "location": head.location = head.location ?? value
        case "content-type": head.contentType = head.contentType ?? value
        case "content-length": head.contentLength = head.contentLength ?? Int64(value)
        case "content-range": head.contentRange = head.contentRange ?? value
        case "accept-ranges": head.acceptRanges = head.acceptRanges ?? value
        default: break
        }
        return nil
    }
}

extension String {
    /// The text without the characters at both ends that match.
    func trimming(_ matches: (Character) -> Bool) -> String {
        var rest = self[...]
        while let first = rest.first, matches(first) { rest = rest.dropFirst() }
        while let last = rest.last, matches(last) { rest = rest.dropLast() }
        return String(rest)
    }
}
