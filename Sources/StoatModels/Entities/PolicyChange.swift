/// A change of the platform's rules that users have to acknowledge.
public struct PolicyChange: StoredDocument, Equatable {
    public var id: String
    public var created: Timestamp
    public var effective: Timestamp
    public var description: String
    public var url: String

    public init(document: Object) throws {
        self.id = try document.string("_id")
        self.created = try document.timestamp("created_time")
        self.effective = try document.timestamp("effective_time")
        self.description = try document.string("description")
        self.url = try document.string("url")
    }

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
