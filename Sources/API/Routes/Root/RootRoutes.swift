import StoatCore

extension APIRoutes {
    func addRootRoutes(to table: inout RouteTable) {
        table.get("/", handler: fetchRoot)
    }
}
