public import NIOCore
public import StoatModels

/// Documents as clients see them, encoded: what ``DocumentStore/render(_:as:)`` answers.
public struct RenderedRows: Sendable {
    /// A document that could not be shown.
    public struct Unreadable: Sendable {
        /// Its `_id`, if it has one.
        public let id: Value?
        /// What it lacks.
        public let error: DocumentError
    }

    /// The documents as one JSON array, those of the first query first.
    public let json: ByteBuffer
    /// How many documents the array holds.
    public let count: Int
    /// Documents that were left out.
    public let unreadable: [Unreadable]

    /// Puts an answer together.
    init(json: ByteBuffer, count: Int, unreadable: [Unreadable]) {
        self.json = json
        self.count = count
        self.unreadable = unreadable
    }

    /// Renders documents from their trees: the plain way, against which others are held.
    public init(_ rows: some Sequence<Object>, as rendering: RowRendering) {
        var text = JSONText(capacity: 4096)
        var unreadable: [Unreadable] = []
        var count = 0
        text.append(punctuation: "[")
        for row in rows {
            do throws(DocumentError) {
                let object = try rendering.object(of: row)
                if count > 0 { text.append(punctuation: ",") }
                text.append(object)
                count += 1
            } catch {
                unreadable.append(Unreadable(id: row["_id"], error: error))
            }
        }
        text.append(punctuation: "]")
        self.init(json: text.buffer, count: count, unreadable: unreadable)
    }
}

extension DocumentStore {
    /// Renders the documents from their trees.
    public func render(_ queries: [Query], as rendering: RowRendering) async throws -> RenderedRows {
        RenderedRows(try await find(queries).joined(), as: rendering)
    }
}
