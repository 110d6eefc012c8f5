public import Logging
public import StoatModels
internal import Synchronization

/// Presence of several gateways, in Redis, leased: a gateway that dies takes its sessions with it.
///
/// The sessions of this gateway are also held here. A server that lost its data, or a lease that ran out while the
/// server was away, is repaired at the next ``renew()``: what the server lacks is added, what ended meanwhile is removed.
public final class RedisPresence: PresenceStore {
    private struct State {
        var sessions: [UserID: Set<PresenceSessionID>] = [:]
        /// Sessions that ended while the server was away.
        var ended: [Member] = []
        /// Sessions that began while the server was away.
        var begun: [Member] = []
        /// Whether the server may lack sessions that it was told of.
        var needsRepair = false
    }

    private struct Member {
        let user: UserID
        let session: PresenceSessionID
    }

    /// Sessions handled by one script run, so that no run blocks the server for long.
    private static let batch = 500
    private let client: RedisClient
    private let lease: Duration
    private let prefix: String
    private let name: String
    private let state = Mutex(State())

    /// A store over the server of these settings; nothing happens before ``start()``.
    ///
    /// - Parameters:
    ///   - lease: how long this gateway's sessions outlive its last ``renew()``. With renewals every 10 s, the default
    ///     has the sessions of a dead gateway removed by another within 30 s.
    ///   - prefix: begins the keys of leases; upstream's own keys have none.
    public init(
        _ settings: RedisSettings,
        lease: Duration = .seconds(20),
        prefix: String = "stoat:",
        logger: Logger
    ) throws {
        self.lease = lease
        self.prefix = prefix
        self.name = ULID().description
        self.client = try RedisClient(
            settings,
            role: "presence",
            scripts: [
                Self.connectScript, Self.disconnectScript, Self.renewScript, Self.removeScript, Self.takeOverScript,
            ],
            logger: logger
        )
    }

    /// Connects and takes the first lease.
    ///
    /// If no gateway is registered, leftovers of other software are cleared.
    public func start() async throws {
        try await client.start()
        _ = try await run(
            Self.takeOverScript,
            keys: [gateways, Self.online, "region0"],
            arguments: [name, String(lease.wholeMilliseconds)]
        )
    }

    /// Whether the connection stands.
    public var isConnected: Bool { client.session != nil }

    /// Adds a session of this gateway; answers whether it is the user's first anywhere.
    ///
    /// While Redis is away the answer is `false` and the next renewal adds the session.
    public func connect(_ user: UserID, session: PresenceSessionID) async -> Bool {
        let member = Member(user: user, session: session)
        state.withLock { _ = $0.sessions[user, default: []].insert(session) }
        do {
            return try await change(Self.connectScript, [member])[0]
        } catch {
            state.withLock { $0.begun.append(member) }
            return false
        }
    }

    /// Removes a session of this gateway; answers whether it was the user's last anywhere.
    ///
    /// While Redis is away the answer is `false`; the renewal that makes up for it names the user instead.
    public func disconnect(_ user: UserID, session: PresenceSessionID) async -> Bool {
        let member = Member(user: user, session: session)
        state.withLock { state in
            state.sessions[user]?.remove(session)
            if state.sessions[user]?.isEmpty == true { state.sessions[user] = nil }
        }
        do {
            return try await change(Self.disconnectScript, [member])[0]
        } catch {
            state.withLock { $0.ended.append(member) }
            return false
        }
    }

    /// Those of the users that are online; none while Redis is away.
    public func online(among users: [UserID]) async -> Set<UserID> {
        guard !users.isEmpty else { return [] }
        // The contract: an unreachable store answers none.
        return (try? await onlineUsers(among: users)) ?? []
    }

    private func onlineUsers(among users: [UserID]) async throws -> Set<UserID> {
        var commands = RedisCommands()
        commands.add("SMISMEMBER", [Self.online] + users.map(\.rawValue))
        guard let flags = try await client.call(commands)[0].array, flags.count == users.count else {
            throw MessagingError(.failed, "unexpected answer to SMISMEMBER")
        }
        return Set(zip(users, flags).lazy.filter { $1.integer == 1 }.map(\.0))
    }

    /// Renews the lease, repairs what Redis missed and removes gateways whose lease ran out.
    ///
    /// Answers the users that went offline by that, and nobody while Redis is away.
    public func renew() async -> [UserID] {
        do {
            let reply = try await run(
                Self.renewScript,
                keys: [gateways],
                arguments: [name, String(lease.wholeMilliseconds)]
            )
            guard let parts = reply.array, parts.count == 2 else { return [] }
            var offline = try await repair(everything: parts[0].integer != 1)
            for expired in (parts[1].array ?? []).compactMap(\.text) where expired != name {
                offline += try await remove(expired, isForced: false)
            }
            return offline
        } catch {
            client.logger.debug("Presence lease not renewed", metadata: ["error": "\(error)"])
            return []
        }
    }

    /// Tells the server what it does not know; answers the users that went offline meanwhile.
    private func repair(everything: Bool) async throws -> [UserID] {
        let (ended, begun) = state.withLock { state in
            let isWhole = everything || state.needsRepair
            defer {
                state.ended = []
                state.begun = []
                state.needsRepair = false
            }
            let missing = state.begun.filter { state.sessions[$0.user]?.contains($0.session) == true }
            let all = state.sessions.flatMap { user, ids in ids.map { Member(user: user, session: $0) } }
            return (state.ended, isWhole ? all : missing)
        }
        do {
            _ = try await change(Self.connectScript, begun)
            guard !ended.isEmpty else { return [] }
            _ = try await change(Self.disconnectScript, ended)
            // Not the script's flags: it may have run before, with its answer lost.
            let users = Set(ended.map(\.user))
            return Array(users.subtracting(try await onlineUsers(among: Array(users))))
        } catch {
            state.withLock { state in
                state.ended = ended + state.ended
                state.needsRepair = true
            }
            throw error
        }
    }

    /// Removes this gateway's sessions and closes; answers the users that went offline.
    public func shutdown() async -> [UserID] {
        state.withLock { $0 = State() }
        // A server that is away forgets this gateway when its lease ends.
        let offline = (try? await remove(name, isForced: true)) ?? []
        await client.shutdown()
        return offline
    }

    /// Removes the sessions of a gateway; answers the users that went offline by that.
    private func remove(_ gateway: String, isForced: Bool) async throws -> [UserID] {
        var offline: [UserID] = []
        while true {
            let reply = try await run(
                Self.removeScript,
                keys: [gateways, sessions(of: gateway), Self.online],
                arguments: [gateway, String(Self.batch), isForced ? "1" : "0"]
            )
            guard let parts = reply.array, parts.count == 2 else { return offline }
            offline += (parts[1].array ?? []).compactMap(\.text).map(UserID.init(rawValue:))
            guard parts[0].integer == 1 else { return offline }
        }
    }

    /// Runs one of the two scripts that change sessions, in batches; answers its flag for each session.
    private func change(_ script: RedisScript, _ members: [Member]) async throws -> [Bool] {
        var flags: [Bool] = []
        for start in stride(from: 0, to: members.count, by: Self.batch) {
            let batch = members[start..<min(start + Self.batch, members.count)]
            let arguments = batch.flatMap { [$0.user.rawValue, String($0.session.rawValue)] }
            let reply = try await run(script, keys: [Self.online, sessions(of: name)], arguments: arguments)
            guard let answers = reply.array, answers.count == batch.count else {
                throw MessagingError(.failed, "unexpected answer of the script \(script.name)")
            }
            flags += answers.map { $0.integer == 1 }
        }
        return flags
    }

    private func run(_ script: RedisScript, keys: [String], arguments: [String]) async throws -> RedisReply {
        var commands = RedisCommands()
        commands.add("EVALSHA", [client.digest(of: script), String(keys.count)] + keys + arguments)
        let reply = try await client.call(commands)[0]
        if let words = reply.error { throw MessagingError(.failed, words) }
        return reply
    }

    private static let online = "online"
    private var gateways: String { prefix + "gateways" }
    private func sessions(of gateway: String) -> String { "\(prefix)gateway:\(gateway)" }
}
