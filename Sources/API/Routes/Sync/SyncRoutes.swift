import StoatCore

extension APIRoutes {
    func addSyncRoutes(to table: inout RouteTable) {}
}
