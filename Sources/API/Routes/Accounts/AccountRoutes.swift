import StoatCore

extension APIRoutes {
    func addAccountRoutes(to table: inout RouteTable) {}
}
