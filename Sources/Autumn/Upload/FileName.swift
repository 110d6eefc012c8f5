/// The name that an uploaded file is kept under.
enum FileName {
    /// Bytes of a name, as most file systems allow.
    static let maxBytes = 255

    /// A name as it was sent, without path separators and control characters, and cut to ``maxBytes`` so that the
    /// extension stays; `unnamed-file` where none was sent.
    static func clean(_ sent: String?) -> String {
        guard let sent else { return "unnamed-file" }
        var scalars = String.UnicodeScalarView()
        for scalar in sent.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator: continue
            default: scalars.append(scalar == "/" || scalar == "\\" ? "_" : scalar)
            }
        }
        let name = String(scalars)
        // Names that mean folders.
        if name == "." || name == ".." { return "unnamed-file" }
        return cut(name)
    }

    private static func cut(_ name: String) -> String {
        guard name.utf8.count > maxBytes else { return name }
        var ending = ""
        if let dot = name.lastIndex(of: "."), name[dot...].utf8.count <= 32 { ending = String(name[dot...]) }
        var stem = ""
        var room = maxBytes - ending.utf8.count
        for character in name {
            room -= String(character).utf8.count
            guard room >= 0 else { break }
            stem.append(character)
        }
        return stem + ending
    }
}
