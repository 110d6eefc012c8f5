import StoatModels

extension Event {
    /// Kind and audience as a test states them: `ServerUpdate → server`.
    var summary: String {
        let audience =
            switch self.audience {
            case .users(let users): "users \(users.count)"
            case .server: "server"
            case .channel: "channel"
            case .directChannel(_, let recipients): "recipients \(recipients.count)"
            case .userUpdate: "user update"
            }
        let system = body.optionalObject("system")?.optionalString("type").map { " \($0)" } ?? ""
        return "\(body.optionalString("type") ?? "")\(system) → \(audience)"
    }
}

extension [Event] {
    /// Every event as a test states it.
    var summaries: [String] { map(\.summary) }

    /// The first event of a kind.
    func first(_ kind: EventKind) -> Event? { first { $0.kind == kind } }
}
