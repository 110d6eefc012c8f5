import StoatCore

extension APIRoutes {
    func addSessionRoutes(to table: inout RouteTable) {}
}
