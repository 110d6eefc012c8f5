import StoatCore

extension APIRoutes {
    func addChannelRoutes(to table: inout RouteTable) {}
}
