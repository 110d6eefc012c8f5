// People and bots.
extension Collection {
    /// Profiles, names and relations.
    public static let users = Collection(
        "users",
        indexes: [
            Index("username", on: .keys(["username"]), ignoringCase: true),
            Index(
                "username_discriminator",
                on: .keys(["username", "discriminator"]),
                unique: true,
                ignoringCase: true
            ),
        ]
    )

    /// Bot owners and tokens, by the bot's user id.
    public static let bots = Collection(
        "bots",
        indexes: [
            Index("token", on: .keys(["token"]), unique: true, optional: true),
            Index("owner", on: .keys(["owner"]), optional: true),
        ]
    )

    /// Settings that clients keep on the server, one document per user.
    public static let userSettings = Collection("user_settings")
}
