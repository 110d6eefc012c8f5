import StoatModels
import StoatStorage
import TestSupport

/// Collections of the suite, with an index of every kind.
enum Things {
    static let plain = Collection("plain")
    static let indexed = Collection(
        "indexed",
        indexes: [
            Index("name", on: .keys(["name", "tag"]), unique: true, ignoringCase: true),
            Index("place", on: .keys(["place", "_id"])),
            Index("members", on: .elements("members")),
            Index("composite", on: .keys(["_id.left", "_id.right"])),
            Index("content", on: .text("content", within: "place")),
            Index("gone", on: .expiry("gone")),
        ]
    )

    static let all = [plain, indexed]
}

extension DocumentStore {
    /// Adds documents with the `_id`s "1", "2"… in their order.
    func fill(_ collection: Collection, _ documents: [Object]) async throws {
        try await write(
            documents.enumerated().map { index, document in
                var copy: Object = ["_id": .string("\(index + 1)")]
                for entry in document where entry.key != "_id" { copy.append(entry.key, entry.value) }
                if let id = document["_id"] { copy["_id"] = id }
                return .insert(collection, copy)
            }
        )
    }

    /// The `_id`s of the matches, in order of `_id`.
    func ids(_ collection: Collection, _ filter: Filter) async throws -> [String] {
        try await find(Query(collection, where: filter, sort: [.ascending("_id")])).compactMap { $0["_id"]?.string }
    }
}

/// The engines that every suite here runs on.
let engines = StoreEngine.allCases
