public import StoatModels
import StoatStorage

extension Actions {
    /// Gives a user another name.
    ///
    /// The digits stay if nobody has them with the new name; else the user gets new ones, once in 24 hours.
    ///
    /// - Throws: ``APIError`` `.invalidUsername`, `.discriminatorChangeRatelimited`, `.usernameTaken`, `.notFound`.
    public func changeUsername(of user: User, to name: String) async throws -> User {
        let name = try Username(sanitising: name, minimumLength: core.settings.api.users.minUsernameLength).text
        let onlyCaseChanges = name.lowercased() == user.username.lowercased()
        let updated = try await retryingTakenNames {
            var change = Update().set("username", .string(name))
            let digits = onlyCaseChanges ? user.discriminator : try await discriminator(for: name, of: user)
            if digits != user.discriminator { change = change.set("discriminator", .string(digits)) }
            guard let updated = try await core.users.update(user.id, change) else { throw APIError(.notFound) }
            return updated
        }
        if updated.discriminator != user.discriminator {
            try await core.discriminatorChanges.record(for: user.id, at: core.clock())
        }
        var data: Object = ["username": .string(updated.username)]
        if !onlyCaseChanges { data.append("discriminator", .string(updated.discriminator)) }
        core.announce(
            .userUpdate(
                user.id,
                data: data,
                servers: try await core.mutuals.servers(of: user.id),
                isPresence: false
            )
        )
        return updated
    }

    private func discriminator(for name: String, of user: User) async throws -> String {
        let taken = try await core.users.discriminators(of: name)
        guard taken.contains(user.discriminator) else { return user.discriminator }
        let since = core.clock().advanced(by: .seconds(-24 * 3600))
        guard try await core.discriminatorChanges.count(of: user.id, since: since) == 0 else {
            throw APIError(.discriminatorChangeRatelimited)
        }
        guard let digits = Discriminator.free(besides: taken) else { throw APIError(.usernameTaken) }
        return digits
    }
}
