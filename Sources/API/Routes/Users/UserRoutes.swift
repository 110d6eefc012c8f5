import StoatCore

extension APIRoutes {
    func addUserRoutes(to table: inout RouteTable) {}
}
