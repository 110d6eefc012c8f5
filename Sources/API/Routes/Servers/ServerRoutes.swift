import StoatCore

extension APIRoutes {
    func addServerRoutes(to table: inout RouteTable) {}
}
