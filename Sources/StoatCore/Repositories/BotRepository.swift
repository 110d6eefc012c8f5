public import StoatModels
import StoatStorage

/// The account side of bots.
public struct BotRepository: Sendable {
    let store: any DocumentStore

    /// The bot with this id.
    public func find(_ id: UserID) async throws -> Bot? {
        try await store.findOne(.bots, where: .id(id)).map(Bot.init(document:))
    }
}

extension Core {
    /// The account side of bots.
    public var bots: BotRepository { BotRepository(store: store) }
}
