import StoatCore

extension APIRoutes {
    func addChannelRoutes(to table: inout RouteTable) {
        table.get("/channels/:target", handler: fetchChannel)
        table.patch("/channels/:target", handler: editChannel)
        table.delete("/channels/:target", handler: deleteOrLeaveChannel)
        table.post("/channels/:target/invites", handler: createInvite)
        addGroupRoutes(to: &table)
        addInviteRoutes(to: &table)
        addPermissionRoutes(to: &table)
    }
}
