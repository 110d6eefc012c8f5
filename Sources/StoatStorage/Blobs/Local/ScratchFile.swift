internal import Foundation

/// The name of a temporary file, which is removed when the last reference goes.
final class ScratchFile: Sendable {
    let path: String

    /// A name in this folder that nothing has yet.
    init(in folder: String) {
        let name = String(UInt64.random(in: .min ... .max), radix: 36)
        self.path = "\(folder)/stoat-blob-\(getpid())-\(name)"
    }

    // Missing when it was never made.
    deinit { unlink(path) }
}
