public import StoatModels
import StoatStorage

/// The logins.
///
/// Every write drops the cached copies it touched.
public struct SessionRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The session with this id.
    public func find(_ id: SessionID) async throws -> Session? {
        try await store.findOne(.sessions, where: .id(id)).map(Session.init(document:))
    }

    /// Every session of an account, in no particular order.
    public func of(_ user: UserID) async throws -> [Session] {
        documents.decode(try await store.find(Query(.sessions, where: .field("user_id", equals: user))))
    }

    /// Adds a session.
    public func insert(_ session: Session) async throws {
        try await store.insert(session.document, into: .sessions)
    }

    /// Renames a session.
    public func rename(_ session: Session, to name: String) async throws {
        try await store.updateOne(.sessions, where: .id(session.id), Update().set("name", .string(name)))
        await invalidate([session])
    }

    /// Stores where push notifications of a session go, or with `nil` stops them.
    public func setSubscription(_ subscription: Object?, of session: Session) async throws {
        let change = subscription.map { Update().set("subscription", .object($0)) } ?? Update().unset("subscription")
        try await store.updateOne(.sessions, where: .id(session.id), change)
        await invalidate([session])
    }

    /// Removes a session; its token stops working with the call's return.
    public func delete(_ session: Session) async throws {
        try await store.deleteOne(.sessions, where: .id(session.id))
        await invalidate([session])
    }

    /// Removes every session of an account but one.
    public func deleteAll(of user: UserID, except kept: SessionID?) async throws {
        var filter = Filter.field("user_id", equals: user)
        if let kept { filter = .and([filter, .notEquals("_id", .string(kept.rawValue))]) }
        // The tokens name the cached copies, so they are read before the rows go.
        let sessions: [Session] = documents.decode(try await store.find(Query(.sessions, where: filter)))
        try await store.write([.delete(.sessions, filter, scope: .all)])
        await invalidate(sessions)
    }

    private func invalidate(_ sessions: [Session]) async {
        await documents.invalidate(sessions.map { .session(token: $0.token) })
    }
}

extension Core {
    /// The logins.
    public var sessions: SessionRepository { SessionRepository(store: store, documents: documents) }
}
