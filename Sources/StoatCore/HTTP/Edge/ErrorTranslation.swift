internal import Hummingbird
internal import NIOCore
internal import StoatMessaging
internal import StoatModels
internal import StoatStorage

/// Turns whatever a request failed with into the error that its client sees.
///
/// Words of drivers and libraries never reach the client; the edge logs them with the request's id.
enum ErrorTranslation {
    static func translate(_ error: any Error) -> APIError {
        switch error {
        case let error as APIError: error
        case let error as StorageError: APIError(kind(of: error))
        case let error as MessagingError: APIError(error.isRetriable ? .serviceUnavailable : .internalError)
        case let error as BlobError: APIError(kind(of: error))
        case let error as HTTPError: APIError(kind(of: error))
        case is NIOTooManyBytesError: APIError(.bodyTooLarge)
        case is RequestTimeout: APIError(.failedValidation("body: not received in time"))
        case is CancellationError: APIError(.serviceUnavailable)
        default: APIError(.internalError)
        }
    }

    private static func kind(of error: StorageError) -> APIError.Kind {
        if error.isRetriable || error.code == .closed { return .serviceUnavailable }
        return .databaseError(operation: error.operation, collection: error.collection)
    }

    private static func kind(of error: BlobError) -> APIError.Kind {
        switch error.code {
        case .notFound: .notFound
        case .unavailable, .full, .cancelled: .serviceUnavailable
        case .refused, .damaged, .invalid, .failed: .internalError
        }
    }

    private static func kind(of error: HTTPError) -> APIError.Kind {
        switch error.status.code {
        case 401: .invalidSession
        case 404, 405: .notFound
        case 413: .bodyTooLarge
        case 422: .unprocessableBody(error.body ?? "body")
        case 400..<500: .failedValidation(error.body ?? error.status.reasonPhrase)
        case 503: .serviceUnavailable
        default: .internalError
        }
    }
}

/// A request whose body did not arrive within the time limit.
struct RequestTimeout: Error {}
