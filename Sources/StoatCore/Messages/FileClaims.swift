import Logging
import StoatModels

/// The files of one message on their way into it.
struct FileClaims {
    let core: Core
    let use: FileUse
    let user: UserID

    /// Takes uploaded attachments into use, in their order.
    ///
    /// - Throws: ``APIError`` `.notFound` at the first that cannot be had.
    func take(_ ids: [FileID]) async throws -> [File] {
        var files: [File] = []
        for id in ids { files.append(try await core.files.claim(id, tag: "attachments", for: use, by: user)) }
        return files
    }

    /// The embeds of these drafts, their media taken into use in order.
    ///
    /// - Throws: ``APIError`` `.notFound` at the first medium that cannot be had.
    func embeds(_ drafts: [EmbedDraft]) async throws -> [Object] {
        var embeds: [Object] = []
        for draft in drafts { embeds.append(draft.embed(media: try await take(draft.media.map { [$0] } ?? []).first)) }
        return embeds
    }

    /// Gives back what was taken for a message that is not sent; files of others are not touched.
    func giveBack(_ draft: MessageDraft) async { await giveBack(draft.attachments + draft.embeds.compactMap(\.media)) }

    /// Gives these files back, as far as they were taken for this use.
    func giveBack(_ files: [FileID]) async {
        do { try await core.files.release(files, from: use) } catch {
            core.logger.warning("Files of an unsent message stay in use", metadata: ["error": "\(error)"])
        }
    }
}
