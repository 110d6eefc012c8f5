import StoatCore

extension APIRoutes {
    func addEmojiRoutes(to table: inout RouteTable) {
        table.put("/custom/emoji/:emoji", handler: createEmoji)
        table.get("/custom/emoji/:emoji", handler: fetchEmoji)
        table.patch("/custom/emoji/:emoji", handler: editEmoji)
        table.delete("/custom/emoji/:emoji", handler: deleteEmoji)
    }
}
