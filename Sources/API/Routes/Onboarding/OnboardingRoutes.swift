import StoatCore

extension APIRoutes {
    func addOnboardingRoutes(to table: inout RouteTable) {
        table.get("/onboard/hello", handler: fetchOnboarding)
        table.post("/onboard/complete", handler: completeOnboarding)
    }
}
