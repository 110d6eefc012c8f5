internal import Foundation
public import StoatStorage

extension Drivers {
    /// Opens the store of files that the settings name, with the instance's key.
    ///
    /// - Parameter temporary: a folder for encrypted bytes on their way to the store.
    /// - Throws: ``StartError`` for a key that is none, an address that is none, or a folder that cannot be used.
    public static func openBlobs(_ settings: Settings, temporary: String) throws -> SealedBlobs {
        let store = try openBlobStore(settings)
        do throws(BlobError) {
            return SealedBlobs(
                store: store,
                cipher: try FileCipher(key: settings.files.encryptionKey),
                temporary: temporary
            )
        } catch {
            throw StartError("files.encryption_key: \(error.message)", isConfiguration: true)
        }
    }

    /// Opens the store of files that the settings name, for those who need no key.
    ///
    /// - Throws: ``StartError`` for an address that is none or a folder that cannot be used.
    public static func openBlobStore(_ settings: Settings) throws -> any BlobStore {
        let place = settings.hasFolderFiles ? settings.filesFolder : "the object store at \(settings.files.s3.endpoint)"
        do throws(BlobError) {
            if settings.hasFolderFiles { return try FolderBlobs(root: settings.filesFolder) }
            return try S3Blobs(S3Settings(settings.files.s3))
        } catch {
            throw StartError("cannot use \(place): \(reason(error.code == .refused, error.message))")
        }
    }
}

extension Settings {
    /// Where files are kept without S3.
    public var filesFolder: String { files.directory ?? "\(storage.dataDirectory)/files" }

    /// Where uploads and previews are kept for a while.
    public var workFolder: String {
        if let folder = files.workDirectory { return folder }
        return isEmbedded ? "\(storage.dataDirectory)/work" : "\(NSTemporaryDirectory())/stoat"
    }
}

extension S3Settings {
    /// The object store that is configured.
    init(_ settings: Settings.Files.S3) {
        self.init(
            endpoint: settings.endpoint,
            isPathStyle: settings.pathStyleBuckets,
            region: settings.region,
            accessKeyID: settings.accessKeyID,
            secretAccessKey: settings.secretAccessKey,
            bucket: settings.defaultBucket
        )
    }
}
