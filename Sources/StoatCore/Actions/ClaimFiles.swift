import Logging
import StoatModels
import StoatStorage

/// An upload that is to be used, if one is named, and what for.
struct FileWish {
    let id: FileID?
    let tag: FileTag
    let use: FileUse
}

extension Actions {
    /// Takes uploads into use for what `body` makes of them, and gives them back where that fails.
    ///
    /// `body` gets the files in the order of the wishes, `nil` where none is named.
    ///
    /// - Throws: ``APIError`` `.notFound` where there is no such unused upload; what `body` throws.
    func claiming<T>(
        _ wishes: [FileWish],
        by user: UserID,
        _ body: ([File?]) async throws -> T
    ) async throws -> T {
        var files: [File?] = []
        do {
            for wish in wishes {
                guard let id = wish.id else {
                    files.append(nil)
                    continue
                }
                files.append(try await core.files.claim(id, tag: wish.tag.rawValue, for: wish.use, by: user))
            }
            return try await body(files)
        } catch {
            for (wish, file) in zip(wishes, files) {
                if let file { await release(file.id, from: wish.use) }
            }
            throw error
        }
    }

    /// Gives back a file that was claimed for something that did not come about.
    ///
    /// A failure is logged and swallowed: the caller has one of its own to tell.
    private func release(_ id: FileID, from use: FileUse) async {
        do { try await core.files.release([id], from: use) } catch {
            core.logger.warning("A claimed file stays claimed", metadata: ["file": "\(id)", "error": "\(error)"])
        }
    }

    /// Gives files over to deletion that nothing shows any more.
    ///
    /// It accompanies a change that has already succeeded, so a failure is logged and swallowed.
    func discard(_ files: [FileID]) async {
        guard !files.isEmpty else { return }
        do {
            try await core.store.write([
                .update(.attachments, .field("_id", in: files), Update().set("deleted", true), scope: .all)
            ])
        } catch {
            core.logger.warning("Replaced files stay", metadata: ["files": "\(files)", "error": "\(error)"])
        }
    }
}

extension FileWish {
    /// An icon of a server.
    static func icon(_ id: FileID?, of server: ServerID) -> FileWish {
        FileWish(id: id, tag: .icons, use: FileUse(type: "ServerIcon", id: server.rawValue))
    }

    /// A banner of a server.
    static func banner(_ id: FileID?, of server: ServerID) -> FileWish {
        FileWish(id: id, tag: .banners, use: FileUse(type: "ServerBanner", id: server.rawValue))
    }

    /// An icon of a group or channel.
    static func icon(_ id: FileID?, of channel: ChannelID) -> FileWish {
        FileWish(id: id, tag: .icons, use: FileUse(type: "ChannelIcon", id: channel.rawValue))
    }

    /// An icon of a role.
    static func icon(_ id: FileID?, of role: RoleID) -> FileWish {
        FileWish(id: id, tag: .icons, use: FileUse(type: "RoleIcon", id: role.rawValue))
    }

    /// An avatar of a user, everywhere or in one server.
    static func avatar(_ id: FileID?, of user: UserID) -> FileWish {
        FileWish(id: id, tag: .avatars, use: FileUse(type: "UserAvatar", id: user.rawValue))
    }

    /// An avatar of a webhook.
    static func avatar(_ id: FileID?, of webhook: WebhookID) -> FileWish {
        FileWish(id: id, tag: .avatars, use: FileUse(type: "WebhookAvatar", id: webhook.rawValue))
    }

    /// The background of a user's profile page.
    static func background(_ id: FileID?, of user: UserID) -> FileWish {
        FileWish(id: id, tag: .backgrounds, use: FileUse(type: "UserProfileBackground", id: user.rawValue))
    }

    /// The picture of an emoji, which has its id.
    static func picture(of emoji: EmojiID) -> FileWish {
        FileWish(id: FileID(rawValue: emoji.rawValue), tag: .emojis, use: FileUse(type: "Emoji", id: emoji.rawValue))
    }
}
