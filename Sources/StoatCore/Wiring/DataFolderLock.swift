internal import Foundation

/// Keeps a second process from using the data folder of an embedded instance.
///
/// The lock is the system's: it ends with the process, however that ends.
public final class DataFolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, making the folder where it is missing.
    ///
    /// - Throws: ``StartError`` if another process holds it or the folder cannot be written.
    public init(_ folder: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch { throw StartError("cannot make the data folder \(folder)") }
        let path = "\(folder)/lock"
        self.descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw StartError("cannot write \(path): \(String(cString: strerror(errno)).lowercased())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StartError("another process uses the data folder \(folder); several processes need servers")
        }
    }

    deinit { close(descriptor) }
}
