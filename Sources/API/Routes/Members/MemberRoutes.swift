import StoatCore

extension APIRoutes {
    func addMemberRoutes(to table: inout RouteTable) {
        table.get("/servers/:target/members", handler: listMembers)
        table.get("/servers/:target/members/:member", handler: fetchMember)
        table.patch("/servers/:target/members/:member", handler: editMember)
    }
}
