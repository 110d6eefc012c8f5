public import StoatModels
import StoatStorage

/// Short-lived proofs that somebody answered a challenge.
public struct MFATicketRepository: Sendable {
    let store: any DocumentStore

    /// How long a ticket works, from the time in its id.
    public static let lifetime: Duration = .seconds(300)

    /// The ticket a token belongs to, unless it has expired.
    public func find(_ token: String, at now: Timestamp) async throws -> MFATicket? {
        let row = try await store.findOne(.mfaTickets, where: .equals("token", .string(token)))
        return try row.map(MFATicket.init(document:)).flatMap { $0.isExpired(at: now) ? nil : $0 }
    }

    /// Adds a ticket.
    public func insert(_ ticket: MFATicket) async throws {
        try await store.insert(ticket.document, into: .mfaTickets)
    }

    /// Removes a ticket; answers whether it was still there, so that of two users of one ticket one wins.
    public func consume(_ ticket: MFATicket) async throws -> Bool {
        try await store.deleteOne(.mfaTickets, where: .equals("_id", .string(ticket.id)))
    }
}

extension MFATicket {
    /// Whether the ticket is too old to be used.
    public func isExpired(at now: Timestamp) -> Bool {
        guard let made = ULID(id)?.timestamp else { return true }
        return now.since(made) >= MFATicketRepository.lifetime
    }
}

extension Core {
    /// The proofs of answered challenges.
    public var mfaTickets: MFATicketRepository { MFATicketRepository(store: store) }
}
