import StoatCore

extension APIRoutes {
    func addMessageRoutes(to table: inout RouteTable) {
        table.get("/channels/:target/messages", handler: listMessages)
        table.post("/channels/:target/messages", handler: sendMessage)
        table.delete("/channels/:target/messages/bulk", handler: deleteMessages)
        table.get("/channels/:target/messages/:message", handler: fetchMessage)
        table.patch("/channels/:target/messages/:message", handler: editMessage)
        table.delete("/channels/:target/messages/:message", handler: deleteMessage)
        table.post("/channels/:target/messages/:message/pin", handler: pinMessage)
        table.delete("/channels/:target/messages/:message/pin", handler: unpinMessage)
        table.put("/channels/:target/messages/:message/reactions/:emoji", handler: addReaction)
        table.delete("/channels/:target/messages/:message/reactions/:emoji", handler: removeReaction)
        table.delete("/channels/:target/messages/:message/reactions", handler: clearReactions)
        table.post("/channels/:target/search", handler: searchMessages)
        table.put("/channels/:target/ack/:message", handler: acknowledgeMessage)
    }
}
