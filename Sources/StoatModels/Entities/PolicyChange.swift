/// A change of the platform's rules that users have to acknowledge.
public struct PolicyChange: StoredDocument, Equatable {
    /// Chosen by the operator who inserted it.
    public var id: String
    /// When it was announced; users acknowledge everything up to such a moment.
    public var created: Timestamp
    /// From when the new rules apply.
    public var effective: Timestamp
    /// What changes, for users to read.
    public var description: String
    /// Where to read more.
    public var url: String

    /// Reads the stored document leniently.
    public init(document: Object) throws {
        self.id = try document.string("_id")
        self.created = try document.timestamp("created_time")
        self.effective = try document.timestamp("effective_time")
        self.description = try document.string("description")
        self.url = try document.string("url")
    }

    /// The document as stored.
    public var document: Object {
        var object: Object = ["_id": .string(id)]
        for entry in self.object(.stored) { object.append(entry.key, entry.value) }
        return object
    }

    /// `{created_time, effective_time, description, url}`, as `Ready` lists it.
    public var wire: Object { object(.wire) }

    private func object(_ form: DocumentForm) -> Object {
        [
            "created_time": form.time(created), "effective_time": form.time(effective),
            "description": .string(description), "url": .string(url),
        ]
    }
}
