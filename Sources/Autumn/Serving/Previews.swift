internal import NIOCore
internal import StoatCore
internal import StoatMedia
internal import StoatModels
internal import StoatStorage

/// Makes previews, each once, however many ask for it at the same time.
struct Previews: Sendable {
    let library: FileLibrary
    let media: MediaProcessor
    let cache: PreviewCache
    let work: WorkFolder
    let settings: Settings.Files
    private let making = SingleFlight<String, ByteBuffer>()

    init(library: FileLibrary, media: MediaProcessor, cache: PreviewCache, work: WorkFolder, settings: Settings.Files) {
        self.library = library
        self.media = media
        self.cache = cache
        self.work = work
        self.settings = settings
    }

    /// Names a preview: the same content shown the same way.
    func key(_ object: FileHash, _ tag: FileTag) -> String {
        let box = box(tag)
        return "\(object.processedHash)-\(box.width)x\(box.height)-\(settings.webpQuality)"
    }

    /// A preview in WebP.
    ///
    /// - Throws: ``APIError`` `.imageProcessingFailed` for a picture that cannot be decoded, ``BlobError``.
    func preview(_ object: FileHash, _ tag: FileTag) async throws -> ByteBuffer {
        let key = key(object, tag)
        if let cached = await cache.read(key) { return cached }
        return try await making.run(key) {
            if let cached = await cache.read(key) { return cached }
            let made = try await make(object, tag)
            await cache.write(made, for: key)
            return made
        }
    }

    /// Whether a picture moves, read from its bytes for rows that do not say.
    func isAnimated(_ object: FileHash) async throws -> Bool {
        try await withLocalCopy(of: object) { path in
            await media.isAnimated(file: path, contentType: object.contentType)
        }
    }

    private func make(_ object: FileHash, _ tag: FileTag) async throws -> ByteBuffer {
        try await withLocalCopy(of: object) { path in
            do {
                return try await media.preview(file: path, box: box(tag), quality: settings.webpQuality)
            } catch let error as MediaError {
                switch error.code {
                case .overloaded, .cancelled: throw APIError(.serviceUnavailable)
                default: throw APIError(.imageProcessingFailed)
                }
            }
        }
    }

    private func box(_ tag: FileTag) -> (width: Int, height: Int) {
        let box = settings.preview.boxes[tag.rawValue] ?? []
        return box.count == 2 ? (box[0], box[1]) : (128, 128)
    }

    private func withLocalCopy<T>(of object: FileHash, _ body: (String) async throws -> T) async throws -> T {
        let path = work.newPath()
        defer { WorkFolder.remove(path) }
        try await library.read(object).save(to: path)
        return try await body(path)
    }
}
