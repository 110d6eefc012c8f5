internal import OrderedCollections

/// Whom and what a message's content names, outside of code and unless escaped.
///
/// Each is listed once, in order of appearance.
public struct ContentMentions: Sendable, Equatable {
    /// From `<@ID>`.
    public var users: [UserID] = []
    /// From `<%ID>`.
    public var roles: [RoleID] = []
    /// From `<#ID>`.
    public var channels: [ChannelID] = []
    /// From `:ID:`.
    public var emoji: [EmojiID] = []
    /// From `@everyone`.
    public var namesEveryone = false
    /// From `@online`.
    public var namesOnline = false

    /// Names nobody.
    public init() {}

    /// Reads content in one pass.
    ///
    /// - A backslash discards the next token, however far away it is.
    /// - Between two code markers of the same kind nothing counts. A marker without a second one is ignored, and
    ///   then everything after it counts, escaped or not.
    public init(of content: String) {
        var users: OrderedSet<UserID> = []
        var roles: OrderedSet<RoleID> = []
        var channels: OrderedSet<ChannelID> = []
        var emoji: OrderedSet<EmojiID> = []
        func note(_ token: ContentToken) {
            switch token {
            case .user(let id): users.append(id)
            case .role(let id): roles.append(id)
            case .channel(let id): channels.append(id)
            case .emoji(let id): emoji.append(id)
            case .everyone: namesEveryone = true
            case .online: namesOnline = true
            case .escape, .code: break
            }
        }
        var lexer = ContentLexer(content)
        while let token = lexer.next() {
            switch token {
            case .escape: _ = lexer.next()
            case .code:
                for inert in Self.unclosed(after: token, in: &lexer) { note(inert) }
            default: note(token)
            }
        }
        self.users = users.elements
        self.roles = roles.elements
        self.channels = channels.elements
        self.emoji = emoji.elements
    }

    /// Moves behind the marker that closes `marker`; without one, answers all tokens that are left.
    private static func unclosed(after marker: ContentToken, in lexer: inout ContentLexer) -> [ContentToken] {
        var passed: [ContentToken] = []
        while let token = lexer.next() {
            if token == marker { return [] }
            passed.append(token)
        }
        return passed
    }
}
