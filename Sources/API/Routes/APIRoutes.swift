import StoatCore

/// Every route of the API; handlers are extensions of this type, one file each.
struct APIRoutes: Sendable {
    let core: Core

    /// All routes.
    func table() -> RouteTable {
        var table = RouteTable()
        addRootRoutes(to: &table)
        addAccountRoutes(to: &table)
        addSessionRoutes(to: &table)
        addOnboardingRoutes(to: &table)
        addUserRoutes(to: &table)
        addServerRoutes(to: &table)
        addMemberRoutes(to: &table)
        addRoleRoutes(to: &table)
        addEmojiRoutes(to: &table)
        addChannelRoutes(to: &table)
        addWebhookRoutes(to: &table)
        addMessageRoutes(to: &table)
        addSyncRoutes(to: &table)
        table.addRateLimitProbe()
        table.addHealth(core.readiness)
        return table
    }
}
