internal import StoatModels

/// A failure that is remembered for a while, so that an address that fails is not asked at every request.
enum FetchFailure: String, Error, Sendable {
    case proxyError
    case invalidOperation
    case fileTypeNotAllowed
    case noEmbedData

    /// The failure behind an error; `nil` for one that says nothing about the address, such as too much work here.
    init?(_ error: any Error) {
        let visible = (error as? FetchError)?.visible ?? error as? APIError
        switch (error as? FetchFailure, visible?.kind) {
        case (let failure?, _): self = failure
        case (_, .proxyError): self = .proxyError
        case (_, .invalidOperation): self = .invalidOperation
        case (_, .fileTypeNotAllowed): self = .fileTypeNotAllowed
        case (_, .noEmbedData): self = .noEmbedData
        default: return nil
        }
    }

    /// What the client is told.
    var visible: APIError {
        switch self {
        case .proxyError: APIError(.proxyError)
        case .invalidOperation: APIError(.invalidOperation)
        case .fileTypeNotAllowed: APIError(.fileTypeNotAllowed)
        case .noEmbedData: APIError(.noEmbedData)
        }
    }
}
