import StoatCore

extension APIRoutes {
    func addPermissionRoutes(to table: inout RouteTable) {
        table.put("/servers/:target/permissions/default", handler: setServerPermissions)
        table.put("/servers/:target/permissions/:role", handler: setServerRolePermissions)
        table.put("/channels/:target/permissions/default", handler: setChannelPermissions)
        table.put("/channels/:target/permissions/:role", handler: setChannelRolePermissions)
    }
}
