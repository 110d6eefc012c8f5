/// A bounded dictionary that forgets what has not been used lately.
///
/// Two halves: new and used entries live in the young one; when that is full it becomes the old one, and the previous
/// old one is forgotten. An entry found in the old half moves to the young one. This keeps at least the `capacity / 2`
/// most recently used entries, at the cost of one or two look-ups and without links to maintain.
struct RecencyTable<Key: Hashable, Element> {
    private var young: [Key: Element] = [:]
    private var old: [Key: Element] = [:]
    private let half: Int

    init(capacity: Int) { self.half = max(1, capacity / 2) }

    var count: Int { young.count + old.count }

    /// The element of a key, which counts as a use.
    mutating func use(_ key: Key) -> Element? {
        if let element = young[key] { return element }
        guard let element = old.removeValue(forKey: key) else { return nil }
        insert(key, element)
        return element
    }

    /// Stores an element.
    ///
    /// Answers the forgotten half, if any, so that the caller can free it outside its lock.
    @discardableResult
    mutating func insert(_ key: Key, _ element: Element) -> [Key: Element]? {
        var forgotten: [Key: Element]?
        if young.count >= half, young[key] == nil {
            forgotten = old
            old = young
            young = Dictionary(minimumCapacity: min(half, 64))
        }
        if !old.isEmpty { old[key] = nil }
        young[key] = element
        return forgotten
    }

    mutating func remove(_ key: Key) {
        young[key] = nil
        old[key] = nil
    }

    mutating func removeAll() {
        young = [:]
        old = [:]
    }
}
