/// Finds what somebody probably meant.
enum NearestName {
    /// The known name closest to `name`, unless none is close.
    ///
    /// Names are dotted paths; one that differs only in its last part beats one elsewhere.
    static func of(_ name: String, among known: some Sequence<String>) -> String? {
        if let moved = moved.first(where: { name == $0.old || name.hasPrefix($0.old + ".") }) {
            return moved.new + name.dropFirst(moved.old.count)
        }
        let last = name.split(separator: ".").last ?? ""
        var best: (name: String, cost: Int)?
        for candidate in known {
            let sameName = candidate.split(separator: ".").last == last
            let distance = sameName ? 1 : editDistance(name, candidate)
            let cost = distance * 100 + editDistance(name, candidate)
            guard distance <= max(2, last.count / 3), cost < best?.cost ?? .max else { continue }
            best = (candidate, cost)
        }
        return best?.name
    }

    /// Sections that upstream moved.
    private static let moved: [(old: String, new: String)] = [
        ("api.vapid", "pushd.vapid"), ("api.fcm", "pushd.fcm"), ("api.apn", "pushd.apn"),
    ]

    /// Insertions, deletions and replacements that turn one text into the other.
    static func editDistance(_ left: String, _ right: String) -> Int {
        let right = Array(right.utf8)
        var row = Array(0...right.count)
        for (index, byte) in left.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = index + 1
            for column in right.indices {
                let replace = diagonal + (byte == right[column] ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replace, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
