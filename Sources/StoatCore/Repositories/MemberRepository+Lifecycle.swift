import StoatMessaging
public import StoatModels
import StoatStorage

extension MemberRepository {
    /// Makes a user a member, with the timeout and mutes that an earlier membership left behind: two hops.
    ///
    /// - Throws: ``APIError`` `.banned`, `.alreadyInServer`.
    public func add(_ id: Member.ID, at now: Timestamp) async throws -> Member {
        let rows = try await store.find([
            Query(.serverBans, where: Self.row(id), limit: 1, fields: []),
            Query(.serverMembers, where: Self.row(id), limit: 1),
        ])
        if !rows[0].isEmpty { throw APIError(.banned) }
        let member: Member
        if let left = rows[1].first {
            guard left["pending_deletion_at"] != nil else { throw APIError(.alreadyInServer) }
            member = try await revive(id, at: now)
        } else {
            member = Member(id: id, joinedAt: now)
            do { try await store.insert(member.document, into: .serverMembers) } catch let error as StorageError
                where error.code == .duplicateKey
            {
                throw APIError(.alreadyInServer)
            }
        }
        await documents.invalidate(.member(id), .memberCount(id.server))
        return member
    }

    private func revive(_ id: Member.ID, at now: Timestamp) async throws -> Member {
        let row = try await store.findAndUpdate(
            .serverMembers,
            where: .and([Self.row(id), .exists("pending_deletion_at", true)]),
            Update().set("joined_at", .string(now.iso8601)).unset("pending_deletion_at"),
            upsert: false,
            returning: .after
        )
        // Gone: somebody else revived it, or the sweep removed it a moment ago.
        guard let row else { throw APIError(.alreadyInServer) }
        return try Member(document: row)
    }

    /// Ends a membership: two hops.
    ///
    /// Answers whether there was one.
    ///
    /// While the member is in timeout or muted the row stays, marked as no membership, so that leaving and coming back
    /// lifts neither. The sweep removes marked rows once the mark lies in the past: for a timeout its end, for a mute
    /// never.
    public func remove(_ id: Member.ID, at now: Timestamp) async throws -> Bool {
        let isRemoved = try await removeRow(id, at: now)
        await documents.invalidate(.member(id), .memberCount(id.server))
        return isRemoved
    }

    private func removeRow(_ id: Member.ID, at now: Timestamp) async throws -> Bool {
        let filter: Filter = .and([Self.row(id), Self.isPresent])
        // A timeout set between the look and the removal must not be lost: then the row differs, and we look again.
        for _ in 0..<4 {
            guard let row = try await store.findOne(.serverMembers, where: filter) else { return false }
            let guarded = Filter.and([filter] + Self.penalties.map { .equals($0, row[$0] ?? .null) })
            if let mark = Self.mark(try Member(document: row), at: now) {
                let change = ["joined_at", "avatar", "nickname", "roles"].reduce(
                    Update().set("pending_deletion_at", .string(mark.iso8601))
                ) { $0.unset($1) }
                if try await store.updateOne(.serverMembers, where: guarded, change) { return true }
            } else if try await store.deleteOne(.serverMembers, where: guarded) {
                return true
            }
        }
        throw APIError(.internalError)
    }

    private static let penalties = ["timeout", "can_publish", "can_receive"]

    /// Until when the row has to stay; `nil` if it need not.
    private static func mark(_ member: Member, at now: Timestamp) -> Timestamp? {
        if !member.canPublish || !member.canReceive { return .distantFuture }
        return member.isTimedOut(at: now) ? member.timeout : nil
    }
}

extension Timestamp {
    /// The last moment that the stored form can express: `9999-12-31T23:59:59.999Z`.
    static let distantFuture = Timestamp(milliseconds: 253_402_300_799_999)
}

extension CacheKey {
    /// The number of members of a server.
    static func memberCount(_ id: ServerID) -> CacheKey { CacheKey(.memberCount, id.rawValue) }
}
