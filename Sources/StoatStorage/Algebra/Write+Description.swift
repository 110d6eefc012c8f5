extension Write {
    /// The collection it changes.
    public var collection: Collection {
        switch self {
        case .insert(let collection, _), .replace(let collection, _): collection
        case .update(let collection, _, _, _, _), .delete(let collection, _, _): collection
        }
    }

    /// The kind of call in the protocol's spelling.
    var operationName: String {
        switch self {
        case .insert: "insert_one"
        case .replace: "replace_one"
        case .update(_, _, _, .one, _): "update_one"
        case .update(_, _, _, .all, _): "update_many"
        case .delete(_, _, .one): "delete_one"
        case .delete(_, _, .all): "delete_many"
        }
    }
}
