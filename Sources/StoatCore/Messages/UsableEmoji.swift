import StoatModels
import StoatStorage

extension Core {
    /// Checks that every text is an emoji that reactions may be made of: one of Unicode, or any custom emoji that
    /// exists.
    ///
    /// One look at the store for all custom ones, none without.
    ///
    /// - Throws: ``APIError`` of the first that is not: `.notFound` for an unknown custom emoji, else
    ///   `.invalidOperation`.
    func requireUsable(_ emoji: [String]) async throws {
        let kinds = emoji.map(ReactionEmoji.init)
        let ids = kinds.compactMap { kind -> EmojiID? in if case .custom(let id)? = kind { id } else { nil } }
        var known: Set<EmojiID> = []
        if !ids.isEmpty {
            let rows = try await store.find(Query(.emojis, where: .field("_id", in: ids), limit: ids.count, fields: []))
            known = Set(rows.compactMap { $0.optionalID("_id") })
        }
        for kind in kinds {
            switch kind {
            case .unicode: continue
            case .custom(let id): guard known.contains(id) else { throw APIError(.notFound) }
            case nil: throw APIError(.invalidOperation)
            }
        }
    }
}
