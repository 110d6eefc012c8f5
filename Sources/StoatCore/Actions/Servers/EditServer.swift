public import StoatModels

/// What is to change about a server; `nil` leaves a field alone.
public struct ServerEdit: Sendable, Equatable {
    /// 1 to 32 characters.
    public var name: String?
    /// At most 1024 characters.
    public var description: String?
    /// An unused upload with the tag `icons`.
    public var icon: FileID?
    /// An unused upload with the tag `banners`.
    public var banner: FileID?
    /// All categories, in order.
    public var categories: [Category]?
    /// Where the server's own messages go; replaces all four.
    public var systemMessages: SystemMessageChannels?
    /// Platform marks.
    public var flags: Int32?
    /// Whether the server's id works as an invite.
    public var isDiscoverable: Bool?
    /// Stored and shown only.
    public var hasAnalytics: Bool?
    /// The new owner.
    public var owner: UserID?
    /// Fields to remove; a new value in the same edit wins.
    public var remove: [ServerField] = []

    /// An edit that changes nothing.
    public init() {}

    /// Whether nothing would change.
    public var isEmpty: Bool { self == ServerEdit() }
}

extension Actions {
    /// Changes a server and answers it as it is now.
    ///
    /// - Throws: ``APIError`` `.notFound` for channels, files and users that are not there, `.invalidOperation` for a
    ///   channel in two places and for a bot as owner.
    public func editServer(_ server: Server, _ edit: ServerEdit, by user: UserID) async throws -> Server {
        if let named = edit.systemMessages?.channels, !named.allSatisfy(server.channels.contains) {
            throw APIError(.notFound)
        }
        var edit = edit
        edit.categories = try edit.categories.map { try Self.checked($0, in: server) }
        let wishes: [FileWish] = [.icon(edit.icon, of: server.id), .banner(edit.banner, of: server.id)]
        let (change, updated) = try await claiming(wishes, by: user) { [edit] files in
            if let owner = edit.owner { try await requireOwner(owner, of: server.id) }
            let change = Self.change(by: edit, icon: files[0], banner: files[1])
            guard let updated = try await core.servers.update(server.id, change.update) else {
                throw APIError(.notFound)
            }
            return (change, updated)
        }
        let replaced =
            [updated.icon?.id == server.icon?.id ? nil : server.icon] + [
                updated.banner?.id == server.banner?.id ? nil : server.banner
            ]
        await discard(replaced.compactMap { $0?.id })
        core.announce(.serverUpdated(server.id, data: change.data, clear: change.cleared))
        return updated
    }

    private static func change(by edit: ServerEdit, icon: File?, banner: File?) -> PartialChange<ServerField> {
        var change = PartialChange<ServerField>()
        change.set("name", text: edit.name)
        change.set("description", text: edit.description)
        change.set("icon", file: icon)
        change.set("banner", file: banner)
        if let categories = edit.categories {
            change.set("categories", .array(categories.map { .object($0.object) }))
        }
        if let channels = edit.systemMessages { change.set("system_messages", .object(channels.object)) }
        if let flags = edit.flags { change.set("flags", stored: .int32(flags), sent: .int(Int64(flags))) }
        change.set("discoverable", flag: edit.isDiscoverable)
        change.set("analytics", flag: edit.hasAnalytics)
        change.set("owner", text: edit.owner?.rawValue)
        for field in edit.remove { change.clear(field.path, field) }
        return change
    }

    /// The categories without channels that the server does not have.
    private static func checked(_ categories: [Category], in server: Server) throws -> [Category] {
        var seen: Set<ChannelID> = []
        for channel in categories.flatMap(\.channels) where !seen.insert(channel).inserted {
            throw APIError(.invalidOperation)
        }
        let known = Set(server.channels)
        return categories.map { category in
            var category = category
            category.channels.removeAll { !known.contains($0) }
            return category
        }
    }

    private func requireOwner(_ user: UserID, of server: ServerID) async throws {
        let rows = try await core.documents.load([
            .member(Member.ID(server: server, user: user)), .user(user),
        ])
        guard rows[0] != nil, let row = rows[1] else { throw APIError(.notFound) }
        if try User(document: row).isBot { throw APIError(.invalidOperation) }
    }
}
