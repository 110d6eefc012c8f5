internal import AsyncHTTPClient
internal import Crypto
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Sends signed requests, and sends them again when that may help.
///
/// ``shutdown()`` must run before the last reference goes.
final class S3Client: Sendable {
    /// One call, which may be sent several times: all of them are idempotent.
    struct Call: Sendable {
        var method: HTTPMethod
        var target: S3Address.Target
        /// Further headers, signed like all others.
        var headers: [(name: String, value: String)] = []
        var payload = Payload.none
        /// Statuses that are no error.
        var accepted: Set<UInt> = [200]
        /// For errors and logs.
        var description: String { "\(method.rawValue) \(target.host)\(target.path)" }
    }

    /// What a call sends.
    enum Payload: Sendable {
        case none
        case text(String)
        /// A local file, whose size and hash are known.
        case file(LocalFile, size: Int64, hash: String)
    }

    /// Slowest upload that is waited for, in bytes a second.
    private static let slowest = 64 << 10

    private let client: HTTPClient
    private let signer: S3Signer
    private let limits: S3Settings.Limits

    init(_ settings: S3Settings) {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: TimeAmount(settings.limits.connect),
                read: TimeAmount(settings.limits.idle),
                write: TimeAmount(settings.limits.idle)
            ),
            connectionPool: .init(idleTimeout: .seconds(30), concurrentHTTP1ConnectionsPerHostSoftLimit: 64)
        )
        // A call is tried again as a whole, with a limit on time.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        configuration.dnsOverride = settings.addresses
        self.client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        self.limits = settings.limits
        self.signer = S3Signer(
            accessKeyID: settings.accessKeyID,
            secretAccessKey: settings.secretAccessKey,
            region: settings.region
        )
    }

    /// The answer's head, with the body yet to be read.
    func send(_ call: Call) async throws(BlobError) -> HTTPClientResponse {
        let clock = ContinuousClock()
        let start = clock.now
        var attempt = 1
        while true {
            do {
                return try await once(call)
            } catch {
                let isLast = attempt >= limits.attempts || clock.now - start > limits.patience
                guard error.isRetriable, !isLast else { throw error }
            }
            do {
                // 0.1 s, 0.4 s, 1.6 s, each halved or not at random, so that callers do not come all at once.
                let pause = Duration.milliseconds(100 << (2 * (attempt - 1)))
                try await clock.sleep(for: pause * Double.random(in: 0.5...1))
            } catch {
                throw BlobError(.cancelled, call.description)
            }
            attempt += 1
        }
    }

    /// The whole body of an answer known to be small.
    func collect(_ call: Call, upTo limit: Int) async throws(BlobError) -> ByteBuffer {
        let response = try await send(call)
        do {
            return try await response.body.collect(upTo: limit)
        } catch {
            throw BlobError(transport: error, call.description)
        }
    }

    /// Ends all connections.
    func shutdown() async {
        // It fails only when it was called before.
        try? await client.shutdown()
    }

    private func once(_ call: Call) async throws(BlobError) -> HTTPClientResponse {
        let response: HTTPClientResponse
        do {
            response = try await client.execute(try request(call), deadline: .now() + patience(call))
        } catch {
            throw BlobError(transport: error, call.description)
        }
        if call.accepted.contains(response.status.code) { return response }
        // What cannot be read is left out of the message.
        let body = try? await response.body.collect(upTo: 64 << 10)
        throw BlobError(status: Int(response.status.code), body: body ?? ByteBuffer(), call.description)
    }

    private func patience(_ call: Call) -> TimeAmount {
        guard case .file(_, let size, _) = call.payload else { return TimeAmount(limits.answer) }
        return TimeAmount(limits.answer + .seconds(size / Int64(Self.slowest)))
    }

    private func request(_ call: Call) throws(BlobError) -> HTTPClientRequest {
        let moment = S3Signer.Moment.now()
        var request = HTTPClientRequest(url: call.target.url)
        request.method = call.method
        var hash = S3Signer.emptyHash
        switch call.payload {
        case .none: break
        case .text(let text):
            hash = S3Signer.hex(SHA256.hash(data: Array(text.utf8)))
            request.body = .bytes(ByteBuffer(string: text))
        case .file(let file, let size, let digest):
            hash = digest
            let body = BlobBody(size: size) { FilePieces(file: file, offset: 0, end: size) }
            request.body = .stream(body, length: .known(size))
        }
        var headers = call.headers
        headers.append(("host", call.target.host))
        headers.append(("x-amz-content-sha256", hash))
        headers.append(("x-amz-date", moment.stamp))
        let signed = S3Signer.Request(
            method: call.method.rawValue,
            path: call.target.path,
            query: call.target.query,
            headers: headers,
            payloadHash: hash
        )
        request.headers = HTTPHeaders(headers.map { ($0.name, $0.value) })
        request.headers.add(name: "authorization", value: signer.authorization(signed, at: moment))
        return request
    }
}
