/// The account side of a bot; its user document has the same id.
public struct Bot: StoredDocument, Equatable {
    /// Equal to the id of the bot's user.
    public var id: UserID
    /// The user who manages it.
    public var owner: UserID
    /// What it authenticates with; secret, and valid until replaced.
    public var token: String
    /// Whether others than the owner may add it.
    public var isPublic: Bool
    /// Whether statistics are collected about it.
    public var hasAnalytics: Bool
    /// Whether it is listed publicly.
    public var isDiscoverable: Bool
    /// Where interactions are sent; empty when unset.
    public var interactionsURL: String
    /// Where its terms are; empty when unset.
    public var termsOfServiceURL: String
    /// Where its privacy policy is; empty when unset.
    public var privacyPolicyURL: String
    /// Bits: 1 verified, 2 official.
    public var flags: Int32

    /// A private bot with nothing else set.
    public init(id: UserID, owner: UserID, token: String) {
        self.id = id
        self.owner = owner
        self.token = token
        self.isPublic = false
        self.hasAnalytics = false
        self.isDiscoverable = false
        self.interactionsURL = ""
        self.termsOfServiceURL = ""
        self.privacyPolicyURL = ""
        self.flags = 0
    }

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.init(id: try document.id("_id"), owner: try document.id("owner"), token: try document.string("token"))
        self.isPublic = document.bool("public")
        self.hasAnalytics = document.bool("analytics")
        self.isDiscoverable = document.bool("discoverable")
        self.interactionsURL = document.optionalString("interactions_url") ?? ""
        self.termsOfServiceURL = document.optionalString("terms_of_service_url") ?? ""
        self.privacyPolicyURL = document.optionalString("privacy_policy_url") ?? ""
        self.flags = Int32(truncatingIfNeeded: document.optionalInteger("flags") ?? 0)
    }

    /// The document as stored.
    public var document: Object {
        var object: Object = [
            "_id": .string(id.rawValue), "owner": .string(owner.rawValue), "token": .string(token),
            "public": .bool(isPublic),
        ]
        object.append("analytics", ifTrue: hasAnalytics)
        object.append("discoverable", ifTrue: isDiscoverable)
        if !interactionsURL.isEmpty { object.append("interactions_url", .string(interactionsURL)) }
        if !termsOfServiceURL.isEmpty { object.append("terms_of_service_url", .string(termsOfServiceURL)) }
        if !privacyPolicyURL.isEmpty { object.append("privacy_policy_url", .string(privacyPolicyURL)) }
        if flags != 0 { object.append("flags", .int32(flags)) }
        return object
    }
}
