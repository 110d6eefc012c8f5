import StoatCore

extension APIRoutes {
    func addSyncRoutes(to table: inout RouteTable) {
        table.post("/sync/settings/fetch", handler: fetchUserSettings)
        table.post("/sync/settings/set", handler: storeUserSettings)
        table.get("/sync/unreads", handler: fetchUnreads)
        table.post("/policy/acknowledge", handler: acknowledgePolicies)
        table.post("/push/subscribe", handler: subscribeToPush)
        table.post("/push/unsubscribe", handler: unsubscribeFromPush)
    }
}
