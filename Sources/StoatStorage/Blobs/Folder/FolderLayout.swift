internal import Crypto

/// Where the objects of a ``FolderBlobs`` lie, below its root.
///
/// `bucket/5f/name`: `5f` begins the SHA-256 of the path, so that no folder grows too big, and the name is the path with
/// every byte but letters, digits, `-` and `_` as `%XX`. Names of more than 200 bytes go on in folders whose
/// names end in `+`. So nothing that a key contains can lead out of the root, and keys can be read back from names.
enum FolderLayout {
    /// Bytes of one name; file systems take 255.
    private static let longest = 200
    /// Ends the names of folders that hold the rest of a longer name.
    static let continuation = "+"

    /// The folders and the file name of an object whose key has been checked.
    static func components(_ key: BlobKey) -> [String] {
        var components = [key.bucket, fan(key.path)]
        var rest = escape(key.path)[...]
        while rest.utf8.count > longest {
            components.append(rest.prefix(longest) + continuation)
            rest = rest.dropFirst(longest)
        }
        components.append(String(rest))
        return components
    }

    /// The folder of the bucket that holds this path.
    static func fan(_ path: String) -> String {
        var first: UInt8 = 0
        for byte in SHA256.hash(data: Array(path.utf8)).prefix(1) { first = byte }
        return hex(first)
    }

    /// The folders of a bucket, in order.
    static func fan(after previous: String?) -> [String] {
        (UInt8.min...UInt8.max).map(hex).filter { folder in previous.map { folder > $0 } ?? true }
    }

    private static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }

    private static func escape(_ path: String) -> String {
        var text = ""
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "%" + hex(byte).uppercased()
            }
        }
        return text
    }

    /// The path that a name stands for; `nil` for a file that is no object.
    static func path(_ name: String) -> String? { Percent.decode(name, plusIsSpace: false) }
}
