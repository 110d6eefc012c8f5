internal import CMongoc
internal import Logging
internal import StoatModels

extension MongoClient {
    /// Creates collections and indexes where they are missing.
    ///
    /// An index that exists under another name or with other options is left alone with a line in the log, unless it
    /// must be unique; so is an optional one that cannot be built.
    func ensure(_ collections: [Collection], logger: Logger) throws {
        let existing = try collectionNames()
        for collection in collections where !existing.contains(collection.name) { try create(collection) }
        for collection in collections {
            for index in collection.indexes { try ensure(index, of: collection.name, logger: logger) }
        }
    }

    private func create(_ collection: Collection) throws {
        var command: Object = ["create": .string(collection.name)]
        if let size = collection.cappedBytes {
            command.append("capped", true)
            command.append("size", .int(Int64(size)))
        }
        do {
            try self.command(command, operation: "create", collection: collection.name, isWrite: true)
        } catch let error as StorageError where error.engineCode == ServerCode.namespaceExists {
            // Another process was faster.
        }
    }

    private func ensure(_ index: Index, of name: String, logger: Logger) throws {
        do {
            try command(
                ["createIndexes": .string(name), "indexes": [.object(MongoTranslation.index(index))]],
                operation: "create_indexes",
                collection: name,
                isWrite: true
            )
        } catch let error as StorageError
            where !error.isRetriable && (index.isOptional || (error.isIndexConflict && !index.isUnique))
        {
            logger.warning(
                "An index could not be built and was left alone",
                metadata: ["collection": "\(name)", "index": "\(index.name)", "error": "\(error.message)"]
            )
        }
    }
}

/// Error numbers of MongoDB that have a meaning here.
private enum ServerCode {
    static let namespaceExists: UInt32 = 48
    static let indexOptionsConflict: UInt32 = 85
    static let indexKeySpecsConflict: UInt32 = 86
}

extension StorageError {
    /// The server has an index of this name or key with other options.
    fileprivate var isIndexConflict: Bool {
        engineCode == ServerCode.indexOptionsConflict || engineCode == ServerCode.indexKeySpecsConflict
    }
}
