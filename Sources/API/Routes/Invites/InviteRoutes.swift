import StoatCore

extension APIRoutes {
    func addInviteRoutes(to table: inout RouteTable) {
        table.get("/invites/:code", handler: fetchInvite)
        table.post("/invites/:code", handler: acceptInvite)
        table.delete("/invites/:code", handler: deleteInvite)
    }
}
