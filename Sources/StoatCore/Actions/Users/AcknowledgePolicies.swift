public import StoatModels

extension Actions {
    /// Records that a user knows every change of the platform's rules so far.
    public func acknowledgePolicies(by user: UserID) async throws {
        let newest = try await core.policyChanges.all().map(\.created).max() ?? Timestamp(milliseconds: 0)
        try await core.users.setAcknowledgedPolicyChange(newest, of: user)
    }
}
