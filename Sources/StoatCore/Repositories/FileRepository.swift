public import StoatModels
import StoatStorage

/// Uploaded files and what they are used for.
public struct FileRepository: Sendable {
    let store: any DocumentStore

    /// Takes an unused file into use, atomically.
    ///
    /// - Parameters:
    ///   - tag: what it must have been uploaded for.
    ///   - use: what uses it, by kind and id.
    ///   - user: who is recorded as its uploader; not compared with who uploaded it, since bots use files that their
    ///     owners uploaded and ids cannot be guessed.
    /// - Returns: the file as it was before, to be embedded in what uses it.
    /// - Throws: ``APIError`` `.notFound` where there is no such unused file.
    public func claim(_ id: FileID, tag: String, for use: FileUse, by user: UserID) async throws -> File {
        let row = try await store.findAndUpdate(
            .attachments,
            where: .and([
                .id(id), .equals("tag", .string(tag)), .exists("used_for", false), .notEquals("deleted", true),
            ]),
            Update().set("used_for", .object(use.object)).set("uploader_id", .string(user.rawValue)),
            upsert: false,
            returning: .before
        )
        guard let file = row.flatMap(File.init(lenient:)) else { throw APIError(.notFound) }
        return file
    }

    /// Gives files back that were claimed for something that did not come about.
    public func release(_ ids: [FileID], from use: FileUse) async throws {
        guard !ids.isEmpty else { return }
        try await store.write([
            .update(
                .attachments,
                .and([.field("_id", in: ids), .equals("used_for.id", .string(use.id))]),
                Update().unset("used_for"),
                scope: .all
            )
        ])
    }

    /// The write that gives the files of messages over to deletion: those recorded as used for them, and those of old
    /// rows that only the messages name.
    static func deleteFiles(of messages: [Message]) -> Write? {
        let named = messages.flatMap { ($0.attachments ?? []).map(\.id) + $0.embeddedFiles }
        guard !named.isEmpty else { return nil }
        let used: Filter = .and([.equals("used_for.type", "Message"), .field("used_for.id", in: messages.map(\.id))])
        return .update(
            .attachments,
            .or([.field("_id", in: named), used]),
            Update().set("deleted", true),
            scope: .all
        )
    }
}

/// What a file is used for.
public struct FileUse: Sendable {
    /// The stored kind.
    public let type: String
    /// The id of what uses it.
    public let id: String

    /// Attached to a message or shown in one of its embeds.
    public static func message(_ id: MessageID) -> FileUse { FileUse(type: "Message", id: id.rawValue) }

    /// `{type, id}`.
    var object: Object { ["type": .string(type), "id": .string(id)] }
}

extension Message {
    /// The files in embeds that the sender wrote.
    fileprivate var embeddedFiles: [FileID] {
        (embeds ?? []).compactMap { $0.optionalObject("media")?.optionalID("_id") }
    }
}

extension Core {
    /// Uploaded files.
    public var files: FileRepository { FileRepository(store: store) }
}
