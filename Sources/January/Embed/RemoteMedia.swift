internal import Foundation
internal import NIOCore
internal import StoatCore
internal import StoatMedia
internal import StoatModels

/// Measures pictures and videos of other sites, reading no more of them than that takes.
final class RemoteMedia: MediaProbing, Sendable {
    private struct Size: Sendable {
        var width: Int
        var height: Int
    }

    private static let firstBytes = 64 << 10
    private static let maxPictureBytes = 16 << 20
    private static let maxVideoBytes = 4 << 20

    private let fetcher: WebFetcher
    private let media: MediaProcessor
    private let flights = SingleFlight<String, Size?>()
    private let admission = Admission(places: 8, placesPerSite: 3, maxWaiting: 256)

    init(fetcher: WebFetcher, media: MediaProcessor) {
        self.fetcher = fetcher
        self.media = media
    }

    func imageSize(_ url: String) async -> (width: Int, height: Int)? {
        await measure("image", url) { [self] in
            let resource = try await fetcher.open(url, WebFetcher.Purpose(limit: Self.maxPictureBytes))
            defer { resource.close() }
            guard MediaTypeName(resource.head.contentType)?.type == "image" else { return nil }
            var body = ByteBuffer()
            while body.readableBytes < Self.firstBytes, var piece = try await resource.next() {
                body.writeBuffer(&piece)
            }
            if let size = try await pictureSize(body) { return size }
            guard body.readableBytes >= Self.firstBytes else { return nil }
            while var piece = try await resource.next() { body.writeBuffer(&piece) }
            return try await pictureSize(body)
        }
    }

    func videoSize(_ url: String) async -> (width: Int, height: Int)? {
        await measure("video", url) { [self] in
            let resource = try await fetcher.open(url, WebFetcher.Purpose(limit: Self.maxVideoBytes))
            guard MediaTypeName(resource.head.contentType)?.type == "video" else {
                resource.close()
                return nil
            }
            var head = ByteBuffer()
            while var piece = try await resource.next() { head.writeBuffer(&piece) }
            resource.close()
            guard VideoSignature.type(of: head.readableBytesView) != nil else { return nil }
            if let size = try await videoSize(head, tail: nil) { return size }
            guard let length = resource.head.contentLength, length > Int64(head.readableBytes),
                length <= Int64(MediaProxy.maxVideoBytes)
            else { return nil }
            // Files not made for streaming keep their index at the end.
            let start = max(Int64(head.readableBytes), length - Int64(Self.maxVideoBytes))
            let end = try await fetcher.open(
                url,
                WebFetcher.Purpose(limit: Self.maxVideoBytes, range: "bytes=\(start)-\(length - 1)")
            )
            guard end.answer.status == 206, end.answer.contentRange == "bytes \(start)-\(length - 1)/\(length)" else {
                end.close()
                return nil
            }
            return try await videoSize(head, tail: (start, try await end.whole()))
        }
    }

    private func measure(
        _ kind: String,
        _ url: String,
        _ work: @escaping @Sendable () async throws -> Size?
    ) async -> (width: Int, height: Int)? {
        // What cannot be fetched or read has no size; the page is shown without it.
        let size = try? await flights.run("\(kind) \(url)") { [admission] in
            try await admission.run(for: url, work)
        }
        return size.flatMap { $0 }.map { ($0.width, $0.height) }
    }

    private func pictureSize(_ bytes: ByteBuffer) async throws -> Size? {
        let metadata = try await media.inspectPicture(bytes: bytes).metadata
        guard let width = metadata["width"]?.integer, let height = metadata["height"]?.integer else { return nil }
        return Size(width: Int(width), height: Int(height))
    }

    /// The size of a video of which the beginning, and maybe the end, are known; between them the file is a hole.
    private func videoSize(_ head: ByteBuffer, tail: (start: Int64, bytes: ByteBuffer)?) async throws -> Size? {
        let name = UInt64.random(in: .min ... .max)
        let path = FileManager.default.temporaryDirectory.path + "/stoat-probe-\(getpid())-\(String(name, radix: 36))"
        defer { unlink(path) }
        guard Self.write(head, tail, to: path), let size = try await media.dimensions(file: path) else { return nil }
        return Size(width: size.width, height: size.height)
    }

    private static func write(_ head: ByteBuffer, _ tail: (start: Int64, bytes: ByteBuffer)?, to path: String) -> Bool {
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        let pieces = [(Int64(0), head)] + (tail.map { [$0] } ?? [])
        return pieces.allSatisfy { offset, bytes in
            bytes.withUnsafeReadableBytes { pwrite(file, $0.baseAddress, $0.count, off_t(offset)) == $0.count }
        }
    }
}
