import StoatCore

extension APIRoutes {
    func addMessageRoutes(to table: inout RouteTable) {}
}
