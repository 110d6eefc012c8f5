public import StoatModels
import StoatStorage

extension Actions {
    /// Gives an account its user.
    ///
    /// - Throws: ``APIError`` `.invalidUsername`, `.usernameTaken`, `.alreadyOnboarded`.
    public func onboardUser(_ account: UserID, as name: String) async throws -> User {
        let name = try Username(sanitising: name, minimumLength: core.settings.api.users.minUsernameLength).text
        return try await retryingTakenNames {
            let taken = try await core.users.discriminators(of: name)
            guard let digits = Discriminator.free(besides: taken) else { throw APIError(.usernameTaken) }
            let user = User(id: account, username: name, discriminator: digits, now: core.clock())
            do { try await core.users.insert(user) } catch let error as StorageError where error.code == .duplicateKey {
                // Either the digits were given away meanwhile or another request onboarded the account.
                guard try await core.store.findOne(.users, where: .id(account)) == nil else {
                    throw APIError(.alreadyOnboarded)
                }
                throw error
            }
            return user
        }
    }

    /// Tries again when another request took the chosen name and digits between look-up and write.
    func retryingTakenNames<T>(_ attempt: () async throws -> T) async throws -> T {
        for _ in 0..<4 {
            do { return try await attempt() } catch let error as StorageError where error.code == .duplicateKey {
                continue
            }
        }
        throw APIError(.usernameTaken)
    }
}
