internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1

/// Objects in a store that speaks S3.
///
/// ``shutdown()`` must be called before the last copy goes.
public struct S3Blobs: BlobStore {
    let client: S3Client
    let address: S3Address
    let settings: S3Settings

    /// A client of the store; nothing is connected yet.
    public init(_ settings: S3Settings) throws(BlobError) {
        try BlobKey.check(bucket: settings.bucket)
        self.address = try S3Address(endpoint: settings.endpoint, isPathStyle: settings.isPathStyle)
        self.settings = settings
        self.client = S3Client(settings)
    }

    /// One `PUT`, streamed; the file is read twice, since its hash is signed.
    public func put(_ key: BlobKey, file: String) async throws(BlobError) {
        try key.check()
        let (source, size, hash) = try await FileThreads.run {
            let digest = try LocalFile.digest(file)
            return (try LocalFile.source(file), digest.size, S3Signer.hex(digest.hash))
        }
        let target = address.target(bucket: key.bucket, path: key.path)
        let payload = S3Client.Payload.file(source, size: size, hash: hash)
        _ = try await client.collect(.init(method: .PUT, target: target, payload: payload), upTo: 64 << 10)
    }

    /// One `HEAD`; an unknown bucket has no objects.
    public func info(_ key: BlobKey) async throws(BlobError) -> BlobInfo? {
        try key.check()
        let target = address.target(bucket: key.bucket, path: key.path)
        let response = try await client.send(.init(method: .HEAD, target: target, accepted: [200, 404]))
        guard response.status == .ok else { return nil }
        guard let size = response.headers.first(name: "content-length").flatMap(Int64.init) else {
            throw BlobError(.failed, "no length of \(key)")
        }
        return BlobInfo(size: size)
    }

    /// One `GET`; a connection that breaks on the way is replaced by another that goes on from there.
    public func read(_ key: BlobKey, range: Range<Int64>?) async throws(BlobError) -> BlobBody {
        try key.check()
        if let range, range.isEmpty || range.upperBound <= 0 {
            // No `Range` header says 'nothing'.
            guard try await info(key) != nil else { throw BlobError(.notFound, "\(key)") }
            return BlobBody(ByteBuffer())
        }
        let wanted = range.map { max(0, $0.lowerBound)..<$0.upperBound }
        let response = try await get(key, wanted, tag: nil)
        guard response.status != .rangeNotSatisfiable else { return BlobBody(ByteBuffer()) }
        let part = try Self.part(response, wanted, key)
        let tag = response.headers.first(name: "etag")
        let answer = S3Answer(response.body)
        return BlobBody(size: Int64(part.count)) {
            S3Pieces(answer, part) { rest throws(BlobError) in
                let response = try await get(key, rest, tag: tag)
                guard try Self.part(response, rest, key) == rest else {
                    throw BlobError(.damaged, "\(key) became shorter while it was read")
                }
                return response.body
            }
        }
    }

    /// One `DELETE`.
    public func delete(_ key: BlobKey) async throws(BlobError) {
        try key.check()
        let target = address.target(bucket: key.bucket, path: key.path)
        do {
            _ = try await client.collect(.init(method: .DELETE, target: target, accepted: [200, 204]), upTo: 64 << 10)
        } catch {
            if error.code != .notFound { throw error }
        }
    }

    /// One `HEAD` of the bucket in the settings.
    public func ping() async throws(BlobError) {
        do {
            _ = try await client.send(.init(method: .HEAD, target: address.target(bucket: settings.bucket)))
        } catch {
            guard error.code == .notFound else { throw error }
            throw BlobError(.refused, "no bucket \(settings.bucket)")
        }
    }

    /// Ends all connections.
    public func shutdown() async { await client.shutdown() }

    private func get(
        _ key: BlobKey,
        _ range: Range<Int64>?,
        tag: String?
    ) async throws(BlobError) -> HTTPClientResponse {
        var headers: [(name: String, value: String)] = []
        if let range { headers.append(("range", "bytes=\(range.lowerBound)-\(range.upperBound - 1)")) }
        if let tag { headers.append(("if-match", tag)) }
        let target = address.target(bucket: key.bucket, path: key.path)
        let accepted: Set<UInt> = range == nil ? [200] : [206, 416]
        return try await client.send(.init(method: .GET, target: target, headers: headers, accepted: accepted))
    }

    // Which part of the object an answer holds.
    private static func part(
        _ response: HTTPClientResponse,
        _ wanted: Range<Int64>?,
        _ key: BlobKey
    ) throws(BlobError) -> Range<Int64> {
        guard let length = response.headers.first(name: "content-length").flatMap(Int64.init), length >= 0 else {
            throw BlobError(.failed, "no length of \(key)")
        }
        guard let wanted else { return 0..<length }
        let header = response.headers.first(name: "content-range") ?? ""
        guard header.hasPrefix("bytes \(wanted.lowerBound)-"), length <= wanted.count else {
            throw BlobError(.failed, "another range of \(key) than was asked for: \(header)")
        }
        return wanted.lowerBound..<(wanted.lowerBound + length)
    }
}
