internal import StoatModels

/// What the client of a member has to be told when an event meets a change of what the member sees.
///
/// Pure.
///
/// The old set is what the client knows, so nothing is announced twice and nothing unknown is deleted.
enum VisibilityChange: Equatable {
    /// The event concerns a channel that is hidden from the member before and after.
    case nothing
    /// The event as it is.
    case original
    /// One made-up event instead of the original.
    case replaced(Synthetic)
    /// Made-up events in one `Bulk`, with the original or without.
    case bulk([Synthetic], original: Place)

    /// A made-up event.
    enum Synthetic: Equatable {
        case create(ChannelID)
        case delete(ChannelID)
    }

    /// Where the original stands in a `Bulk`.
    enum Place: Equatable { case first, last, nowhere }

    /// Whether events of this kind are about one channel, so that they are withheld from those who cannot see it.
    static func concernsChannel(_ kind: EventKind?) -> Bool {
        kind == .channelCreate || kind == .channelUpdate || kind == .channelDelete
    }

    init(kind: EventKind?, channel: ChannelID?, old: Set<ChannelID>, new: Set<ChannelID>) {
        let lost = old == new ? [] : old.subtracting(new).sorted()
        let gained = old == new ? [] : new.subtracting(old).sorted()
        let others = lost.map(Synthetic.delete) + gained.map(Synthetic.create)
        guard Self.concernsChannel(kind), let channel else {
            self = others.isEmpty ? .original : .bulk(others, original: kind == .serverCreate ? .first : .last)
            return
        }
        let rest = others.filter { $0 != .delete(channel) && $0 != .create(channel) }
        let own: VisibilityChange =
            switch (kind, old.contains(channel), new.contains(channel)) {
            case (.channelCreate, false, true), (.channelDelete, true, false), (.channelUpdate, true, true): .original
            case (.channelUpdate, true, false): .replaced(.delete(channel))
            case (.channelUpdate, false, true): .replaced(.create(channel))
            default: .nothing
            }
        if rest.isEmpty {
            self = own
        } else {
            self = own == .original ? .bulk(rest, original: .last) : .bulk(others, original: .nowhere)
        }
    }
}
