internal import HTTPTypes
internal import Hummingbird
internal import NIOCore
internal import StoatModels

/// An uploaded file as it arrived, in the work folder.
struct ReceivedFile: Sendable {
    /// Where it is; whoever received it removes it.
    let path: String
    /// Its name, cleaned.
    let name: String
    /// SHA-256 in hexadecimal digits.
    let hash: String
    let size: Int64
}

/// Takes the field `file` of a multipart body to disk, hashing on the way; at no time is more than a few pieces of it in
/// memory.
struct UploadReceiver {
    /// The field that holds the file.
    static let field = "file"
    /// Bytes of a body beyond the file itself: boundaries, heads and small fields.
    static let framing = 64 * 1024

    let work: WorkFolder
    /// Most bytes of the file.
    let limit: Int

    /// Receives a body.
    ///
    /// Where something is wrong the rest of the body is read and dropped first, so that clients that send before they
    /// read see the answer.
    ///
    /// - Throws: ``APIError`` `.failedValidation` for a body that is no form or lacks the field, `.fileTooLarge`,
    ///   `.serviceUnavailable` where the disk is full.
    func receive(_ request: Request) async throws -> ReceivedFile {
        var body = request.body.makeAsyncIterator()
        do {
            guard let type = request.headers[.contentType] else {
                throw MultipartReader.Malformed(reason: "there is no Content-Type")
            }
            let announced = request.headers[.contentLength].flatMap { Int($0) }
            if let announced, announced > limit + Self.framing { throw APIError(.fileTooLarge(max: limit)) }
            var reader = try MultipartReader(contentType: type)
            return try await read(&reader, &body)
        } catch {
            await drain(&body)
            if let error = error as? MultipartReader.Malformed {
                throw APIError(.failedValidation("body: \(error.reason)"))
            }
            throw error
        }
    }

    /// Reads and drops a body that is not wanted.
    func discard(_ request: Request) async {
        var body = request.body.makeAsyncIterator()
        await drain(&body)
    }

    private func read(
        _ reader: inout MultipartReader,
        _ body: inout RequestBody.AsyncIterator
    ) async throws -> ReceivedFile {
        var total = 0
        // The last field of the name wins, as it always did.
        var received: ReceivedFile?
        do {
            while let bytes = try await body.next(isolation: #isolation) {
                total += bytes.readableBytes
                guard total <= limit + Self.framing else { throw APIError(.fileTooLarge(max: limit)) }
                reader.feed(bytes)
                while let element = try reader.next() {
                    guard case .part(let head) = element else { continue }
                    let isFile = head.name == Self.field
                    if isFile, let received { WorkFolder.remove(received.path) }
                    let file = try await content(
                        of: isFile ? head.filename : nil,
                        keeps: isFile,
                        &reader,
                        &body,
                        &total
                    )
                    if let file { received = file }
                }
            }
            guard reader.isFinished else { throw MultipartReader.Malformed(reason: "the last boundary is missing") }
            guard let received else { throw APIError(.failedValidation("file: a field of this name is required")) }
            return received
        } catch {
            if let received { WorkFolder.remove(received.path) }
            throw error
        }
    }

    /// Reads one part to its end, into a file or nowhere.
    private func content(
        of name: String?,
        keeps: Bool,
        _ reader: inout MultipartReader,
        _ body: inout RequestBody.AsyncIterator,
        _ total: inout Int
    ) async throws -> ReceivedFile? {
        let path = work.newPath()
        do {
            var sink = keeps ? try FileSink(path) : nil
            var isComplete = false
            while !isComplete {
                switch try reader.next() {
                case .content(let bytes)?:
                    guard sink != nil else { continue }
                    try await sink?.write(bytes)
                    if let size = sink?.size, size > Int64(limit) { throw APIError(.fileTooLarge(max: limit)) }
                case .partEnd?: isComplete = true
                case .part?: throw MultipartReader.Malformed(reason: "a part within a part")
                case nil:
                    guard let bytes = try await body.next(isolation: #isolation) else {
                        throw MultipartReader.Malformed(reason: "the body ends within a part")
                    }
                    total += bytes.readableBytes
                    guard total <= limit + Self.framing else { throw APIError(.fileTooLarge(max: limit)) }
                    reader.feed(bytes)
                }
            }
            guard keeps, let size = sink?.size, let hash = try await sink?.finish() else { return nil }
            return ReceivedFile(path: path, name: FileName.clean(name), hash: hash, size: size)
        } catch {
            if keeps { WorkFolder.remove(path) }
            throw error
        }
    }

    /// Reads and drops what is left of a body, up to twice what would have been accepted.
    private func drain(_ body: inout RequestBody.AsyncIterator) async {
        var rest = 2 * (limit + Self.framing)
        while rest > 0, let bytes = try? await body.next(isolation: #isolation) { rest -= bytes.readableBytes }
    }
}
