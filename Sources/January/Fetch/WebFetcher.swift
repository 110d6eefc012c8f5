internal import Logging
internal import NIOCore
internal import StoatModels

/// Fetches from the web under the instance's rules and limits.
///
/// Redirects are followed here, one request each, so that every hop is judged like the first.
final class WebFetcher: PageFetching, Sendable {
    /// What a fetch is for.
    struct Purpose: Sendable {
        /// Most bytes of the decoded body.
        var limit: Int
        /// The `Range` header to send.
        var range: String?
        /// Whether the body is passed on while it arrives.
        var isStreamed = false
    }

    private let rules: FetchRules
    private let limits: FetchLimits
    private let thread: TransferThread
    private let logger: Logger

    /// A fetcher with a thread of its own.
    init(rules: FetchRules, limits: FetchLimits = FetchLimits(), logger: Logger) {
        self.rules = rules
        self.limits = limits
        self.thread = TransferThread(limits: limits)
        self.logger = logger
    }

    /// Asks for a URL and follows redirects until there is an answer with content.
    ///
    /// - Throws: ``FetchError``; a final status other than 2xx, and a missing content type, are errors too.
    func open(_ url: String, _ purpose: Purpose) async throws(FetchError) -> FetchedResource {
        do throws(FetchError) {
            return try await follow(url, purpose)
        } catch {
            logger.debug("A fetch failed", metadata: ["error": "\(error)"])
            throw error
        }
    }

    func fetch(
        _ url: String,
        limit: Int,
        accept: @Sendable (FetchedHead) -> Bool,
        take: @Sendable (ByteBuffer) async -> Bool
    ) async throws -> FetchedHead {
        do throws(FetchError) {
            let resource = try await open(url, Purpose(limit: limit))
            defer { resource.close() }
            guard accept(resource.head) else { return resource.head }
            while let bytes = try await resource.next() {
                if await !take(bytes) { break }
            }
            return resource.head
        } catch {
            throw error.visible
        }
    }

    private func follow(_ text: String, _ purpose: Purpose) async throws(FetchError) -> FetchedResource {
        guard var url = FetchTarget(text) else { throw .unusable }
        let userAgent = UserAgent.text(for: url.host)
        let deadline = ContinuousClock.now + (purpose.isStreamed ? limits.streamTime : limits.totalTime)
        for _ in 0...limits.maxRedirects {
            let transfer = thread.start(
                Transfer.Request(
                    url: url,
                    userAgent: userAgent,
                    isTrusted: try rules.check(url),
                    range: purpose.range,
                    isStreamed: purpose.isStreamed,
                    maxBodyBytes: purpose.limit,
                    time: purpose.isStreamed ? limits.streamTime : limits.hopTime,
                    deadline: deadline,
                    addresses: rules.resolve?(url.host),
                    limits: limits
                )
            )
            let head: AnswerHead
            do throws(FetchError) {
                head = try await self.head(of: transfer)
            } catch {
                transfer.cancel()
                throw error
            }
            guard [301, 302, 303, 307, 308].contains(head.status) else {
                return try FetchedResource(head, url, transfer)
            }
            transfer.cancel()
            guard let location = head.location else { throw .status(head.status) }
            guard let next = url.resolving(location) else { throw .unusable }
            url = next
        }
        throw .status(310)
    }

    /// The head, for which there is less time than for a long body.
    private func head(of transfer: Transfer) async throws(FetchError) -> AnswerHead {
        guard transfer.request.isStreamed else { return try await transfer.head() }
        let limit = limits.hopTime
        let watch = Task {
            try await Task.sleep(for: limit)
            transfer.finish(.timedOut)
        }
        defer { watch.cancel() }
        return try await transfer.head()
    }
}

/// A final answer whose body can be read; letting go of it ends the transfer.
final class FetchedResource: Sendable {
    /// What is known before the body.
    let head: FetchedHead
    /// The same, with what only partial answers have.
    let answer: AnswerHead
    private let transfer: Transfer

    fileprivate init(_ answer: AnswerHead, _ url: FetchTarget, _ transfer: Transfer) throws(FetchError) {
        do throws(FetchError) {
            guard (200...299).contains(answer.status) else { throw .status(answer.status) }
            guard let type = answer.contentType, MediaTypeName(type) != nil else { throw .untyped }
            self.head = FetchedHead(url: url.text, contentType: type, contentLength: answer.contentLength)
        } catch {
            transfer.cancel()
            throw error
        }
        self.answer = answer
        self.transfer = transfer
    }

    deinit { transfer.cancel() }

    /// The next bytes; `nil` at the end or at the limit.
    func next() async throws(FetchError) -> ByteBuffer? { try await transfer.next() }

    /// Ends the transfer.
    func close() { transfer.cancel() }

    /// The whole body, after bytes of it that were read before.
    ///
    /// - Throws: ``FetchError/tooLarge`` for one beyond the limit of the fetch, also for one that only says so.
    func whole(after first: ByteBuffer = ByteBuffer()) async throws(FetchError) -> ByteBuffer {
        if let length = answer.contentLength, length > transfer.request.maxBodyBytes { throw .tooLarge }
        var body = first
        body.reserveCapacity(Int(max(0, min(answer.contentLength ?? 0, 1 << 20))))
        while var piece = try await next() { body.writeBuffer(&piece) }
        guard !transfer.isTruncated else { throw .tooLarge }
        return body
    }
}
