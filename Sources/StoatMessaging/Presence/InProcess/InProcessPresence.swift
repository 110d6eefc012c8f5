public import StoatModels
internal import Synchronization

/// Presence of a process that holds the only gateway: a table, without leases.
public final class InProcessPresence: PresenceStore {
    // Nearly every user has one or two sessions: a short array beats a set.
    private let sessions = Mutex<[UserID: [PresenceSessionID]]>([:])

    /// A store in which nobody is online.
    public init() {}

    /// Adds a session; answers whether it is the user's first.
    public func connect(_ user: UserID, session: PresenceSessionID) async -> Bool {
        sessions.withLock { sessions in
            let known = sessions[user, default: []]
            if !known.contains(session) { sessions[user, default: []].append(session) }
            return known.isEmpty
        }
    }

    /// Removes a session; answers whether it was the user's last.
    public func disconnect(_ user: UserID, session: PresenceSessionID) async -> Bool {
        sessions.withLock { sessions in
            guard var known = sessions[user], let index = known.firstIndex(of: session) else { return false }
            known.remove(at: index)
            sessions[user] = known.isEmpty ? nil : known
            return known.isEmpty
        }
    }

    /// Those of the users that have a session.
    public func online(among users: [UserID]) async -> Set<UserID> {
        sessions.withLock { sessions in Set(users.filter { sessions[$0] != nil }) }
    }

    /// Answers nobody: without leases none can run out.
    public func renew() async -> [UserID] { [] }

    /// Removes all sessions; answers the users that had any.
    public func shutdown() async -> [UserID] {
        sessions.withLock { sessions in
            defer { sessions = [:] }
            return Array(sessions.keys)
        }
    }
}
