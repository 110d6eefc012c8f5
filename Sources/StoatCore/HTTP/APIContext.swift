internal import HTTPTypes
public import Hummingbird
public import Logging
internal import NIOCore
public import StoatModels

/// What is known about a request besides its head and body.
public struct APIContext: Sendable {
    /// Names the request in logs and in the `X-Request-ID` header of the answer.
    public let requestID: String
    /// The values of the route's `:name` segments.
    public internal(set) var parameters = PathParameters()
    /// The query string.
    public let query: RequestQuery
    /// Whom the tokens name; `nil` without a valid one.
    public internal(set) var identity: Identity?
    /// The state of the caller's window after this request was counted; `nil` where nothing is counted.
    public internal(set) var rateLimit: CountedRequest?

    private let connection: ConnectionContext
    private let peerPolicy: ClientAddressPolicy
    private let headers: HTTPFields
    private let baseLogger: Logger

    init(
        _ request: Request,
        query: RequestQuery,
        requestID: String,
        connection: ConnectionContext,
        options: EdgeOptions
    ) {
        self.requestID = requestID
        self.query = query
        self.connection = connection
        self.headers = request.headers
        self.peerPolicy = options.clientAddress
        self.baseLogger = options.logger
    }

    /// The address of the client behind trusted proxies; `nil` when the connection is gone.
    ///
    /// Found anew on each call.
    public var clientAddress: IPAddress? { peerPolicy.address(peer: connection.peer, headers: headers) }

    /// A logger that adds the request's id to each line.
    public var logger: Logger {
        var logger = baseLogger
        logger[metadataKey: LogKey.requestID] = .string(requestID)
        return logger
    }

    /// The user or bot that acts.
    ///
    /// - Throws: ``APIError``: `.missingHeaders` without a token, `.invalidSession` with a wrong one or for an account
    ///   that has not finished onboarding. Both are 401.
    public func requireUser(file: String = #fileID, line: Int = #line) throws -> User {
        if let user = identity?.user { return user }
        throw unauthenticated([.sessionToken, .botToken], file, line)
    }

    /// The login session, whether or not its account has finished onboarding.
    ///
    /// A bot token does not count.
    ///
    /// - Throws: ``APIError``: `.missingHeaders` without a session token, `.invalidSession` with a wrong one.
    public func requireSession(file: String = #fileID, line: Int = #line) throws -> Session {
        if let session = identity?.session { return session }
        throw unauthenticated([.sessionToken], file, line)
    }

    private func unauthenticated(_ names: [HTTPField.Name], _ file: String, _ line: Int) -> APIError {
        let hasToken = names.contains { headers.contains($0) }
        return APIError(hasToken ? .invalidSession : .missingHeaders, file: file, line: line)
    }
}

/// What the server knows when a request arrives.
public struct ConnectionContext: InitializableFromSource {
    private let channel: any NIOCore.Channel

    /// Keeps the connection's channel.
    public init(source: ApplicationRequestContextSource) { self.channel = source.channel }

    /// The other end of the connection.
    var peer: IPAddress? { channel.remoteAddress?.ipAddress.flatMap { IPAddress($0) } }
}
