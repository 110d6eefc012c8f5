import HTTPTypes
import Hummingbird
import NIOCore
import StoatModels
import StoatStorage
import Synchronization
import Testing

/// What a request was answered with.
struct Answer: Sendable {
    let status: Int
    /// The JSON; `null` for an empty body.
    let value: Value
    /// What the request asked of the store, the look-up of its token included.
    let counts: OperationCounter.Counts

    /// The body as an object, empty where it is none.
    var object: Object { value.object ?? [:] }
    /// The objects of a body that is an array.
    var objects: [Object] { value.array?.compactMap(\.object) ?? [] }

    /// Status and error as a test states them: `404 NotFound`, with what the error names.
    var summary: String {
        let detail = ["permission", "max"].compactMap { object[$0] }.map { value in
            value.string.map { "(\($0))" } ?? value.integer.map { "(\($0))" } ?? ""
        }
        return "\(status)" + (object.optionalString("type").map { " " + $0 } ?? "") + detail.joined()
    }

    /// Answers the body after making sure that the request succeeded.
    @discardableResult
    func ok(_ status: Int = 200, sourceLocation: SourceLocation = #_sourceLocation) -> Object {
        #expect(self.status == status, "\(object)", sourceLocation: sourceLocation)
        return object
    }
}

/// Keeps the bytes of a response.
final class BodyCollector: ResponseBodyWriter, Sendable {
    let bytes = Mutex(ByteBuffer())

    func write(_ buffer: ByteBuffer) async throws {
        bytes.withLock { bytes in
            var copy = buffer
            bytes.writeBuffer(&copy)
        }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
