public import StoatModels
import StoatStorage

/// Changes of the platform's rules, written by operators: few rows.
public struct PolicyChangeRepository: Sendable {
    let store: any DocumentStore
    let documents: CachedDocuments

    /// All changes, in no particular order.
    public func all() async throws -> [PolicyChange] {
        documents.decode(try await store.find(Query(.policyChanges)))
    }
}

extension Core {
    /// Changes of the platform's rules.
    public var policyChanges: PolicyChangeRepository { PolicyChangeRepository(store: store, documents: documents) }
}
