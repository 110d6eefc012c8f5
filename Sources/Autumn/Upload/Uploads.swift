internal import Logging
internal import StoatCore
internal import StoatMedia
internal import StoatModels

/// Makes a file out of what was received: checks, cleaning, scanning, storing.
struct Uploads: Sendable {
    let core: Core
    let library: FileLibrary
    let media: MediaProcessor
    let scanner: VirusScanner?
    let work: WorkFolder

    /// Adds a received file; the caller removes the received bytes.
    ///
    /// - Throws: ``APIError`` in this order: `.fileTooSmall`, `.fileTooLarge`, `.fileTypeNotAllowed` for what is blocked
    ///   or not for this tag, then for content that cannot be cleaned or is infected; `.internalError` where it cannot
    ///   be scanned; `.serviceUnavailable`.
    func add(_ received: ReceivedFile, tag: FileTag, by user: User) async throws -> FileID {
        let limit = core.settings.features.limits.of(user.id, now: core.clock()).fileUploadSizeLimit[tag.rawValue] ?? 0
        guard received.size >= Int64(max(core.settings.files.limit.minFileSize, 0)) else {
            throw APIError(.fileTooSmall)
        }
        guard received.size <= Int64(limit) else { throw APIError(.fileTooLarge(max: limit)) }
        let inspection = try await inspect(received, tag)
        guard !core.settings.files.blockedMIMETypes.contains(inspection.contentType) else {
            throw APIError(.fileTypeNotAllowed)
        }
        guard inspection.isImage || !tag.acceptsOnlyImages else { throw APIError(.fileTypeNotAllowed) }
        let output = work.newPath()
        defer { WorkFolder.remove(output) }
        do {
            return try await library.add(received.name, tag: tag, hash: received.hash, by: user.id) {
                try await prepare(received, inspection, tag, output)
            }
        } catch let error as MediaError {
            throw visible(error, for: received)
        }
    }

    private func inspect(_ received: ReceivedFile, _ tag: FileTag) async throws -> Inspection {
        do { return try await media.inspect(file: received.path, name: received.name) } catch {
            throw visible(error, for: received)
        }
    }

    /// Cleans and scans a content that is new.
    private func prepare(
        _ received: ReceivedFile,
        _ inspection: Inspection,
        _ tag: FileTag,
        _ output: String
    ) async throws -> PreparedContent {
        var inspection = inspection
        var path = received.path
        let processed = try await clean(received, inspection, tag, output)
        inspection = processed.inspection
        if processed.isWritten { path = output }
        try await scan(path, inspection)
        let (hash, size) =
            path == received.path ? (received.hash, received.size) : try await FileDigest.sha256(path)
        return PreparedContent(
            path: path,
            processedHash: hash,
            size: size,
            metadata: inspection.metadata,
            contentType: inspection.contentType
        )
    }

    /// Removes metadata; a picture that cannot be shown becomes a mere file, where the tag takes files.
    private func clean(
        _ received: ReceivedFile,
        _ inspection: Inspection,
        _ tag: FileTag,
        _ output: String
    ) async throws -> Processed {
        do { return try await media.process(file: received.path, as: inspection, output: output) } catch {
            guard tag == .attachments, inspection.isImage, error.code == .undecodable || error.code == .timedOut,
                !isDiskFull(for: received)
            else { throw error }
        }
        do { return try await media.process(file: received.path, as: inspection.asFile, output: output) } catch {
            // Too damaged to tell metadata from content.
            guard error.code == .undecodable else { throw error }
            return Processed(inspection: inspection.asFile, isWritten: false)
        }
    }

    private func scan(_ path: String, _ inspection: Inspection) async throws {
        guard let scanner, inspection.metadata["type"] == "File" else { return }
        let types = core.settings.files.scanMIMETypes
        guard types.isEmpty || types.contains(inspection.contentType) else { return }
        let verdict: VirusScanner.Verdict
        do { verdict = try await scanner.scan(path) } catch let error as VirusScanner.Failure {
            core.logger.warning("An upload could not be scanned", metadata: [LogKey.error: "\(error)"])
            throw APIError(.internalError)
        }
        guard case .infected(let name) = verdict else { return }
        core.logger.notice("An infected upload was refused", metadata: ["virus": .string(name)])
        throw APIError(.fileTypeNotAllowed)
    }

    private func visible(_ error: MediaError, for received: ReceivedFile) -> APIError {
        switch error.code {
        case .undecodable, .toolFailed, .inputOutput:
            if isDiskFull(for: received) { return APIError(.serviceUnavailable) }
            return APIError(error.code == .inputOutput ? .internalError : .fileTypeNotAllowed)
        case .tooLarge, .tooSmall, .unsupported: return APIError(.fileTypeNotAllowed)
        case .timedOut: return APIError(.imageProcessingFailed)
        case .overloaded, .cancelled: return APIError(.serviceUnavailable)
        }
    }

    /// Whether there may have been no room for what is made of a file: programs and libraries that could not write say
    /// no more than that they failed, which must not be held against the file.
    private func isDiskFull(for received: ReceivedFile) -> Bool { work.lacks(2 * received.size + 1_048_576) }
}
