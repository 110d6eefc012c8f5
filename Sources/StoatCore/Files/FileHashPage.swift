public import StoatModels
public import StoatStorage

/// The stored objects of an instance, page by page.
public enum FileHashPage {
    /// Objects of a page.
    static let size = 1000

    /// The objects that follow an id, in the order of ids; none at the end.
    public static func read(_ store: any DocumentStore, after id: String?) async throws -> [FileHash] {
        let rows = try await store.find(
            Query(
                .attachmentHashes,
                where: id.map { .compare("_id", .greaterThan, .string($0)) } ?? .all,
                sort: [.ascending("_id")],
                limit: size
            )
        )
        return rows.compactMap { try? FileHash(document: $0) }
    }
}
