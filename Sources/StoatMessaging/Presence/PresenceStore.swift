public import StoatModels

/// Who is online: users with at least one gateway session, leased so that a gateway that dies takes its sessions with
/// it within 30 s.
public protocol PresenceStore: Sendable {
    /// Adds a session of this gateway; answers whether it is the user's first anywhere.
    func connect(_ user: UserID, session: PresenceSessionID) async -> Bool

    /// Removes a session of this gateway; answers whether it was the user's last anywhere.
    func disconnect(_ user: UserID, session: PresenceSessionID) async -> Bool

    /// Those of the users that are online. An unreachable store answers none.
    func online(among users: [UserID]) async -> Set<UserID>

    /// Renews this gateway's lease and removes the sessions of gateways whose lease ran out; answers the users that
    /// went offline by that, each to exactly one caller, so that it can tell the others. Called every 10 s.
    func renew() async -> [UserID]

    /// Ends this gateway's lease and removes its sessions; answers the users that went offline.
    func shutdown() async -> [UserID]
}

/// Names one session in the presence store: 32 random bits with the lowest bit clear, as upstream writes them.
public struct PresenceSessionID: Sendable, Hashable {
    /// The number as stored.
    public let rawValue: UInt32

    /// The session of this number, which is taken as it is.
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// A new random id with the lowest bit clear.
    public static func random() -> PresenceSessionID {
        PresenceSessionID(rawValue: UInt32.random(in: .min ... .max) & ~1)
    }
}
