import StoatCore

extension APIRoutes {
    func addRootRoutes(to table: inout RouteTable) {}
}
