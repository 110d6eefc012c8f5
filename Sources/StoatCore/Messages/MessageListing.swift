public import StoatModels
import StoatStorage

/// Which messages of a channel are wanted, and in which order.
public struct MessageListing: Sendable, Equatable {
    /// The order of messages, in the protocol's spelling.
    public enum Sort: String, Sendable, CaseIterable {
        /// The best match of a text first; only in searches.
        case relevance = "Relevance"
        /// Newest first.
        case latest = "Latest"
        /// Oldest first.
        case oldest = "Oldest"
    }

    /// What the messages have in common besides the channel.
    public enum Criterion: Sendable, Equatable {
        /// Nothing.
        case none
        /// Their content matches these words.
        case text(String)
        /// Their stored `pinned` has this value; unpinned messages have none, so `false` finds almost nothing.
        case pinned(Bool)
    }

    /// Largest number of messages; with ``nearby``, half of it and one more on each side.
    public var limit: Int
    /// Only messages older than this one, whether or not it exists.
    public var before: MessageID?
    /// Only messages newer than this one, whether or not it exists.
    public var after: MessageID?
    /// `nil` takes the default: newest first, and best match first where a text is searched.
    public var sort: Sort?
    /// The place to look around, whether or not it exists; then `before`, `after` and `sort` do not count.
    public var nearby: MessageID?
    /// What else must hold.
    public var criterion: Criterion

    /// The messages a client gets that does not say how many it wants.
    public static let defaultLimit = 50

    /// A listing; without arguments the newest messages.
    public init(
        limit: Int = defaultLimit,
        before: MessageID? = nil,
        after: MessageID? = nil,
        sort: Sort? = nil,
        nearby: MessageID? = nil,
        criterion: Criterion = .none
    ) {
        self.limit = limit
        self.before = before
        self.after = after
        self.sort = sort
        self.nearby = nearby
        self.criterion = criterion
    }

    /// The queries whose results, one after the other, are the answer.
    ///
    /// All share one hop.
    func queries(in channel: ChannelID) -> [Query] {
        if let nearby {
            let count = limit / 2 + 1
            return [
                query(channel, [.compare("_id", .atLeast, .string(nearby.rawValue))], .ascending("_id"), count),
                query(channel, [.compare("_id", .lessThan, .string(nearby.rawValue))], .descending("_id"), count),
            ]
        }
        var bounds: [Filter] = []
        if let before { bounds.append(.compare("_id", .lessThan, .string(before.rawValue))) }
        if let after { bounds.append(.compare("_id", .greaterThan, .string(after.rawValue))) }
        return [query(channel, bounds, order, limit)]
    }

    private var order: Query.Sort {
        switch (sort, criterion) {
        case (.oldest, _): .ascending("_id")
        case (nil, .text), (.relevance, .text): .relevance
        default: .descending("_id")
        }
    }

    private func query(_ channel: ChannelID, _ bounds: [Filter], _ order: Query.Sort, _ count: Int) -> Query {
        var conditions: [Filter] = [.field("channel", equals: channel)] + bounds
        switch criterion {
        case .none: break
        case .text(let words): conditions.append(.text(words))
        case .pinned(let isPinned): conditions.append(.equals("pinned", .bool(isPinned)))
        }
        return Query(.messages, where: .and(conditions), sort: [order], limit: count)
    }
}
