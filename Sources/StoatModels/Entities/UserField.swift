/// A field of a user that can be removed by name (schema `FieldsUser`).
public enum UserField: String, Sendable, CaseIterable, Codable {
    case avatar = "Avatar"
    case statusText = "StatusText"
    case statusPresence = "StatusPresence"
    case profileContent = "ProfileContent"
    case profileBackground = "ProfileBackground"
    case displayName = "DisplayName"
    case pronouns = "Pronouns"
    /// Fields that only operators set; accepted and ignored.
    case `internal` = "Internal"

    /// Where the field is stored; `nil` for ``internal``.
    public var path: String? {
        switch self {
        case .avatar: "avatar"
        case .statusText: "status.text"
        case .statusPresence: "status.presence"
        case .profileContent: "profile.content"
        case .profileBackground: "profile.background"
        case .displayName: "display_name"
        case .pronouns: "pronouns"
        case .internal: nil
        }
    }
}
