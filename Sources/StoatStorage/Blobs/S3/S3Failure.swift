internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix

extension BlobError {
    /// What an answer that is no success means.
    ///
    /// - Parameter body: the beginning of the answer's body, where the store names its own code.
    init(status: Int, body: ByteBuffer, _ doing: String) {
        // Proxies in between answer with HTML, and HEAD is answered without a body.
        let document = try? S3Document(body.readableBytesView)
        let name = document?.first("Code") ?? ""
        let words = document?.first("Message") ?? ""
        self.init(Self.code(status, name), "\(doing): \(status) \(name) \(words)")
    }

    private static func code(_ status: Int, _ name: String) -> Code {
        if name.contains("StorageFull") || name.contains("QuotaExceeded") || status == 507 { return .full }
        switch (status, name) {
        case (_, "NoSuchBucket"), (301, _), (307, _), (308, _), (401, _), (403, _): return .refused
        case (_, "RequestTimeout"), (_, "SlowDown"), (_, "OperationAborted"): return .unavailable
        case (404, _): return .notFound
        // Another object than the one that was being read.
        case (412, _): return .damaged
        case (408, _), (425, _), (429, _), (500..., _): return .unavailable
        default: return .failed
        }
    }

    /// What kept a request from being answered.
    init(transport error: any Error, _ doing: String) {
        switch error {
        case let error as BlobError: self = error
        case is CancellationError: self.init(.cancelled, doing)
        case let error as HTTPClientError where error == .cancelled: self.init(.cancelled, doing)
        case let error as HTTPClientError where error == .invalidURL || error == .emptyHost:
            self.init(.invalid, "\(doing): \(error)")
        default: self.init(.unavailable, "\(doing): \(error)")
        }
    }
}
