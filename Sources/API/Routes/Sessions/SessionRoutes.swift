import StoatCore

extension APIRoutes {
    func addSessionRoutes(to table: inout RouteTable) {
        table.post("/auth/session/login", handler: logIn)
        table.post("/auth/session/logout", handler: logOut)
        table.get("/auth/session/all", handler: fetchSessions)
        table.delete("/auth/session/all", handler: revokeSessions)
        table.patch("/auth/session/:id", handler: editSession)
        table.delete("/auth/session/:id", handler: revokeSession)
    }
}
