public import StoatModels
import StoatStorage

/// Remembers when users were given new digits because their old ones were taken for their new name.
public struct DiscriminatorChangeRepository: Sendable {
    let store: any DocumentStore

    /// How many changes a user had since a moment.
    public func count(of user: UserID, since moment: Timestamp) async throws -> Int {
        try await store.count(
            .ratelimitEvents,
            where: .and([
                .compare("_id", .atLeast, .string(ULID.floor(of: moment).description)),
                .field("target_id", equals: user), .equals("event_type", .string(Self.kind)),
            ])
        )
    }

    /// Records one change, now.
    public func record(for user: UserID, at now: Timestamp) async throws {
        let event: Object = [
            "_id": .string(ULID(at: now).description), "target_id": .string(user.rawValue),
            "event_type": .string(Self.kind),
        ]
        try await store.insert(event, into: .ratelimitEvents)
    }

    private static let kind = "DiscriminatorChange"
}

extension Core {
    /// The record of forced changes of digits.
    public var discriminatorChanges: DiscriminatorChangeRepository { DiscriminatorChangeRepository(store: store) }
}
