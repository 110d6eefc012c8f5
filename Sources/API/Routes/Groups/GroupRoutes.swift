import StoatCore

extension APIRoutes {
    func addGroupRoutes(to table: inout RouteTable) {
        table.post("/channels/create", handler: createGroup)
        table.get("/channels/:target/members", handler: listGroupMembers)
        table.put("/channels/:target/recipients/:member", handler: addGroupMember)
        table.delete("/channels/:target/recipients/:member", handler: removeGroupMember)
    }
}
