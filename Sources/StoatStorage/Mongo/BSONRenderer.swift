internal import StoatModels

/// Renders stored documents to one JSON array, on the thread that reads them from the driver.
///
/// Members are copied from the driver's memory to the text; only those whose form is computed become trees.
struct BSONRenderer: ~Copyable {
    private let rendering: RowRendering
    private var text = JSONText(capacity: 16 * 1024)
    private var count = 0
    private var unreadable: [RenderedRows.Unreadable] = []

    /// An empty array.
    init(_ rendering: RowRendering) {
        self.rendering = rendering
        text.append(punctuation: "[")
    }

    /// Ends the array.
    consuming func finish() -> RenderedRows {
        text.append(punctuation: "]")
        return RenderedRows(json: text.buffer, count: count, unreadable: unreadable)
    }

    /// Adds the document of these bytes, or notes that it cannot be shown.
    ///
    /// - Throws: ``StorageError`` for bytes that are not BSON.
    mutating func add(_ document: UnsafeRawBufferPointer) throws {
        let start = text.count
        if count > 0 { text.append(punctuation: ",") }
        text.append(punctuation: "{")
        let found = try writeMembers(of: document)
        guard let error = rendering.missing(found) else {
            text.append(punctuation: "}")
            count += 1
            return
        }
        text.truncate(to: start)
        unreadable.append(RenderedRows.Unreadable(id: try BSONReader.decode(document)["_id"], error: error))
    }

    /// Writes the members of a document; answers which, one bit for each by its place in the rendering.
    private mutating func writeMembers(of document: UnsafeRawBufferPointer) throws -> UInt64 {
        var reader = BSONReader(document)
        var found: UInt64 = 0
        var hint = 0
        try reader.elements(depth: 0) { reader, type, name, end in
            guard let place = rendering.place(of: name, from: hint) else {
                return try reader.pass(type, before: end, depth: 0)
            }
            hint = place + 1
            let start = text.count
            if found != 0 { text.append(punctuation: ",") }
            rendering.writeLabel(of: place, to: &text)
            let rule = rendering.members[place].rule
            if try Self.write(rule, type, from: &reader, before: end, to: &text) {
                found |= 1 << UInt64(place)
            } else {
                text.truncate(to: start)
            }
        }
        return found
    }

    /// Writes a value as its rule says; answers whether it is shown.
    private static func write(
        _ rule: RowRendering.Rule,
        _ type: UInt8,
        from reader: inout BSONReader,
        before end: Int,
        to text: inout JSONText
    ) throws -> Bool {
        let isShownAsStored: Bool
        switch (rule, BSONType(rawValue: type)) {
        case (.text, .string), (.array, .array): isShownAsStored = true
        case (.arrayUnlessEmpty, .array), (.objectUnlessEmpty, .document):
            isShownAsStored = try !reader.isEmptyDocument
        default:
            guard let value = rule.shown(try reader.value(of: type, before: end, depth: 0)) else { return false }
            text.append(value)
            return true
        }
        if isShownAsStored {
            try reader.write(type, before: end, depth: 0, to: &text)
        } else {
            try reader.pass(type, before: end, depth: 0)
        }
        return isShownAsStored
    }
}
