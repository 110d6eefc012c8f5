import StoatCore

extension APIRoutes {
    func addOnboardingRoutes(to table: inout RouteTable) {}
}
