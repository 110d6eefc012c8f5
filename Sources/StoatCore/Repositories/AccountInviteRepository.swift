public import StoatModels
import StoatStorage

/// Codes that allow to register on an instance that is closed to others.
///
/// Operators write them.
public struct AccountInviteRepository: Sendable {
    let store: any DocumentStore

    /// Whether the code exists.
    ///
    /// A used one still counts: instances hand one code to everybody.
    public func exists(_ code: String) async throws -> Bool {
        try await store.findOne(.accountInvites, where: .equals("_id", .string(code))) != nil
    }

    /// Records who registered with a code last.
    public func claim(_ code: String, by account: UserID) async throws {
        try await store.updateOne(
            .accountInvites,
            where: .equals("_id", .string(code)),
            Update().set("used", true).set("claimed_by", .string(account.rawValue))
        )
    }
}

extension Core {
    /// The registration codes.
    public var accountInvites: AccountInviteRepository { AccountInviteRepository(store: store) }
}
