import StoatCore

extension APIRoutes {
    func addRoleRoutes(to table: inout RouteTable) {
        table.post("/servers/:target/roles", handler: createRole)
        table.patch("/servers/:target/roles/ranks", handler: reorderRoles)
        table.get("/servers/:target/roles/:role", handler: fetchRole)
        table.patch("/servers/:target/roles/:role", handler: editRole)
        table.delete("/servers/:target/roles/:role", handler: deleteRole)
    }
}
