internal import HTTPTypes
internal import Hummingbird

/// Passes a video on while it arrives, whole or the part that was asked for.
struct VideoRelay: Sendable {
    private let fetcher: WebFetcher

    init(_ fetcher: WebFetcher) { self.fetcher = fetcher }

    /// The answer for a video whose type is known.
    ///
    /// - Throws: ``FetchError``.
    func answer(_ url: String, type: String, range: String?) async throws -> Response {
        let range = range.flatMap(Self.single)
        let resource = try await open(url, range)
        guard let resource else {
            return Response(status: .rangeNotSatisfiable, headers: ProxyHeaders.fields(type))
        }
        let answer = resource.answer
        if let length = answer.contentLength, length > MediaProxy.maxVideoBytes, range == nil {
            throw FetchError.tooLarge
        }
        var headers = ProxyHeaders.fields(type)
        var status = HTTPResponse.Status.ok
        if answer.status == 206 {
            // A part that nobody asked for cannot be shown.
            guard range != nil, let part = answer.contentRange, Self.isContentRange(part) else {
                throw FetchError.status(206)
            }
            headers[.contentRange] = part
            status = .partialContent
        }
        if status == .partialContent || answer.acceptRanges?.lowercased() == "bytes" {
            headers[.acceptRanges] = "bytes"
        }
        let length = answer.contentLength.flatMap { $0 >= 0 && $0 <= MediaProxy.maxVideoBytes ? Int($0) : nil }
        return Response(status: status, headers: headers, body: Self.body(resource, length: length))
    }

    /// The video; `nil` where it has no such part.
    private func open(_ url: String, _ range: String?) async throws(FetchError) -> FetchedResource? {
        let purpose = WebFetcher.Purpose(limit: MediaProxy.maxVideoBytes, range: range, isStreamed: true)
        do throws(FetchError) {
            return try await fetcher.open(url, purpose)
        } catch {
            if error == .status(416) { return nil }
            throw error
        }
    }

    private static func body(_ resource: FetchedResource, length: Int?) -> ResponseBody {
        guard let length else {
            return ResponseBody { writer in
                defer { resource.close() }
                while let bytes = try await resource.next() { try await writer.write(bytes) }
                try await writer.finish(nil)
            }
        }
        return ResponseBody(contentLength: length) { writer in
            defer { resource.close() }
            var left = length
            while let bytes = try await resource.next() {
                guard bytes.readableBytes <= left else { throw FetchError.tooLarge }
                left -= bytes.readableBytes
                try await writer.write(bytes)
            }
            // Ending here would make a broken-off video look whole.
            if left > 0 { throw FetchError.connection("the body ended early") }
            try await writer.finish(nil)
        }
    }

    /// A header that asks for one part; others are not passed on.
    static func single(_ header: String) -> String? {
        guard header.hasPrefix("bytes="), header.utf8.count <= 64 else { return nil }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, ends.allSatisfy(isNumber), ends.contains(where: { !$0.isEmpty }) else { return nil }
        return header
    }

    private static func isContentRange(_ value: String) -> Bool {
        guard value.hasPrefix("bytes "), value.utf8.count <= 80 else { return false }
        let parts = value.dropFirst(6).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1] == "*" || isNumber(parts[1]) else { return false }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        return ends.count == 2 && ends.allSatisfy { !$0.isEmpty && isNumber($0) }
    }

    private static func isNumber(_ text: Substring) -> Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
