public import StoatModels

extension Actions {
    /// The direct message of a user with another, made if there is none yet; with oneself, the saved messages.
    ///
    /// - Throws: ``APIError`` `.notFound`, `.missingPermission("SendMessage")`, even where the channel exists.
    public func openDirectMessage(of user: User, with target: UserID) async throws -> Channel {
        guard target != user.id else { return try await openSavedMessages(of: user.id) }
        guard let other = try await core.users.find(target) else { throw APIError(.notFound) }
        let permissions = try await core.userPermissions(of: user, towards: other)
        guard permissions.contains(.sendMessage) else {
            throw APIError(.missingPermission(UserPermissions.sendMessage.name))
        }
        if let channel = try await core.directChannels.directMessage(between: user.id, and: target) { return channel }
        return try await core.exclusively("direct", user.id, target) {
            if let channel = try await core.directChannels.directMessage(between: user.id, and: target) {
                return channel
            }
            return try await create(.directMessage(isActive: true, recipients: [user.id, target]))
        }
    }

    private func openSavedMessages(of user: UserID) async throws -> Channel {
        if let channel = try await core.directChannels.savedMessages(of: user) { return channel }
        return try await core.exclusively("saved", user, user) {
            if let channel = try await core.directChannels.savedMessages(of: user) { return channel }
            return try await create(.savedMessages(user: user))
        }
    }

    private func create(_ kind: Channel.Kind) async throws -> Channel {
        let channel = Channel(id: .new(at: core.clock()), kind: kind)
        try await core.directChannels.insert(channel)
        core.announce(.directChannelCreate(channel))
        return channel
    }
}
