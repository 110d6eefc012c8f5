public import StoatModels
import StoatStorage

/// Invites to servers and groups.
public struct InviteRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// The stored invite with this code.
    public func find(_ code: InviteCode) async throws -> Invite? {
        try await store.findOne(.channelInvites, where: .id(code)).map(Invite.init(document:))
    }

    /// All invites of a server: one query.
    public func of(_ server: ServerID) async throws -> [Invite] {
        documents.decode(
            try await store.find(
                Query(.channelInvites, where: .field("server", equals: server), sort: [.ascending("_id")])
            )
        )
    }

    /// Makes an invite with a code that is not taken.
    public func create(to channel: Channel, by user: UserID) async throws -> Invite {
        while true {
            let invite = Invite(code: .random(), creator: user, channel: channel.id, server: channel.server)
            do {
                try await store.insert(invite.document, into: .channelInvites)
                return invite
            } catch let error as StorageError where error.code == .duplicateKey {
                continue
            }
        }
    }

    /// Removes an invite.
    public func delete(_ code: InviteCode) async throws {
        try await store.deleteOne(.channelInvites, where: .id(code))
    }
}

extension InviteCode {
    /// Eight characters that cannot be taken for one another, from the system generator.
    static func random() -> InviteCode {
        let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZabcdefghjkmnpqrstvwxyz")
        return InviteCode(rawValue: String((0..<8).map { _ in alphabet[Int.random(in: alphabet.indices)] }))
    }
}

extension Core {
    /// Invites to servers and groups.
    public var invites: InviteRepository { InviteRepository(store: store, documents: documents) }
}
