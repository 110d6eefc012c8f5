import StoatCore

extension APIRoutes {
    func addUserRoutes(to table: inout RouteTable) {
        table.get("/users/@me", handler: fetchSelf)
        table.get("/users/:target", handler: fetchUser)
        table.patch("/users/:target", handler: editUser)
        table.patch("/users/@me/username", handler: changeUsername)
        table.get("/users/:target/flags", handler: fetchUserFlags)
        table.get("/users/:target/profile", handler: fetchProfile)
        table.get("/users/:target/default_avatar", handler: fetchDefaultAvatar)
        table.get("/users/:target/mutual", handler: fetchMutuals)
        table.post("/users/friend", handler: requestFriend)
        table.put("/users/:target/friend", handler: addFriend)
        table.delete("/users/:target/friend", handler: removeFriend)
        table.put("/users/:target/block", handler: blockUser)
        table.delete("/users/:target/block", handler: unblockUser)
        table.get("/users/dms", handler: fetchDirectMessages)
        table.get("/users/:target/dm", handler: openDirectMessage)
    }
}
