import Synchronization

/// Invalidations that could not be delivered.
///
/// They are delivered on the next connection before it serves anything.
///
/// Bounded: beyond the bound all cached copies are dropped instead of single ones.
final class MissedInvalidations: Sendable {
    /// What is owed to the server.
    enum Debt: Sendable, Equatable {
        case keys(Set<CacheKey>)
        case everything
    }

    private let capacity: Int
    private let debt: Mutex<Debt> = Mutex(.keys([]))

    init(capacity: Int = 50_000) { self.capacity = capacity }

    /// Whether nothing is owed.
    var isEmpty: Bool { debt.withLock { $0 == .keys([]) } }

    /// Notes undelivered keys.
    func add(_ keys: some Sequence<CacheKey>) {
        debt.withLock { debt in
            guard case .keys(var known) = debt else { return }
            known.formUnion(keys)
            debt = known.count > capacity ? .everything : .keys(known)
        }
    }

    /// Puts back a debt whose payment failed.
    func add(_ other: Debt) {
        switch other {
        case .keys(let keys): add(keys)
        case .everything: debt.withLock { $0 = .everything }
        }
    }

    /// Takes the whole debt, to be paid or put back.
    func take() -> Debt {
        debt.withLock { debt in
            defer { debt = .keys([]) }
            return debt
        }
    }
}
