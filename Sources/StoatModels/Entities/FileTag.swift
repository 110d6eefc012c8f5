/// What a file is uploaded for: decides what is accepted and how it is shown.
public enum FileTag: String, Sendable, CaseIterable {
    case attachments
    case avatars
    case backgrounds
    case icons
    case banners
    case emojis

    /// Whether only pictures are accepted.
    public var acceptsOnlyImages: Bool { self != .attachments }

    /// Whether previews of moving pictures show the first frame; others lead to the original.
    public var flattensAnimations: Bool { self == .avatars || self == .icons }
}
