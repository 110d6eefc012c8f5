import Logging
import StoatModels
import StoatStorage

extension Actions {
    /// Takes an uploaded file into use, where one is named.
    ///
    /// - Throws: ``APIError`` `.notFound` where there is no such unused file.
    func claim(_ id: FileID?, tag: String, for use: FileUse, by user: UserID) async throws -> File? {
        guard let id else { return nil }
        return try await core.files.claim(id, tag: tag, for: use, by: user)
    }

    /// Gives back a file that was claimed for something that did not come about.
    ///
    /// A failure is logged and swallowed: the caller has one of its own to tell.
    func release(_ id: FileID, from use: FileUse) async {
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

extension FileUse {
    static func serverIcon(_ id: ServerID) -> FileUse { FileUse(type: "ServerIcon", id: id.rawValue) }
    static func serverBanner(_ id: ServerID) -> FileUse { FileUse(type: "ServerBanner", id: id.rawValue) }
    static func channelIcon(_ id: ChannelID) -> FileUse { FileUse(type: "ChannelIcon", id: id.rawValue) }
}
