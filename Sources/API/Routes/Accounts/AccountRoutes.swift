import StoatCore

extension APIRoutes {
    func addAccountRoutes(to table: inout RouteTable) {
        table.post("/auth/account/create", handler: createAccount)
        table.post("/auth/account/reverify", handler: requestVerification)
        table.post("/auth/account/verify/:code", handler: verifyAccount)
        table.post("/auth/account/reset_password", handler: requestPasswordReset)
        table.patch("/auth/account/reset_password", handler: resetPassword)
        table.get("/auth/account", handler: fetchAccount)
        table.patch("/auth/account/change/password", handler: changePassword)
        table.patch("/auth/account/change/email", handler: changeEmail)
        table.post("/auth/account/disable", handler: disableAccount)
        table.post("/auth/account/delete", handler: requestDeletion)
        table.put("/auth/account/delete", handler: confirmDeletion)
    }
}
