import StoatCore

extension APIRoutes {
    func addServerRoutes(to table: inout RouteTable) {
        table.post("/servers/create", handler: createServer)
        table.get("/servers/:target", handler: fetchServer)
        table.patch("/servers/:target", handler: editServer)
        table.delete("/servers/:target", handler: deleteOrLeaveServer)
        table.put("/servers/:target/ack", handler: acknowledgeServer)
        table.post("/servers/:target/channels", handler: createServerChannel)
        table.get("/servers/:target/invites", handler: listServerInvites)
        table.get("/servers/:target/emojis", handler: listServerEmojis)
    }
}
