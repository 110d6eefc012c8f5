/// The codes that this server puts into its Close frames.
///
/// No known client looks at them; they are for operators and for tools, so each says whether to come back.
enum CloseCode: UInt16, Sendable, CaseIterable {
    /// The session ended (`Logout`). Do not reconnect with the same token.
    case normal = 1000
    /// The peer broke RFC 6455. Reconnecting is allowed and will fail again until the peer is repaired.
    case protocolError = 1002
    /// A text message was not UTF-8. As ``protocolError``.
    case invalidText = 1007
    /// The token was refused, no token came in time, or the peer sent too much. Reconnect later, with a good token.
    case policy = 1008
    /// A message exceeded the inbound limit. As ``protocolError``.
    case tooLarge = 1009
    /// A fault of this server. Reconnect with back-off.
    case internalError = 1011
    /// The server restarts, or cannot prove that this socket saw every event. Reconnect at once.
    case restart = 1012
    /// Overloaded, the database is away, or the peer reads too slowly. Reconnect with back-off.
    case tryLater = 1013

    /// The text beside the code, for people who look at a trace.
    var reason: String {
        switch self {
        case .normal: "logged out"
        case .protocolError: "protocol violation"
        case .invalidText: "text is not UTF-8"
        case .policy: "refused"
        case .tooLarge: "message too large"
        case .internalError: "internal error"
        case .restart: "reconnect"
        case .tryLater: "try again later"
        }
    }

    /// Whether a peer may send the code (RFC 6455 §7.4 and the IANA registry): 1004–1006 and 1015 never travel.
    static func isLegal(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
