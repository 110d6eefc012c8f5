/// The text of the elements of an XML document that an S3 store answers with, in order.
///
/// Reads only what such answers contain: elements, text, the five named entities and numbered ones. Anything that
/// declares (`<!DOCTYPE`, `<!ENTITY`) makes the document invalid, so nothing in it is ever expanded or fetched.
struct S3Document {
    /// An element that holds text only.
    struct Field: Equatable {
        /// The name of the element around it.
        var parent: String
        var name: String
        var text: String
    }

    let fields: [Field]

    /// Throws ``BlobError/Code/failed`` for bytes that are no such document.
    init(_ bytes: some Sequence<UInt8>) throws(BlobError) {
        let document = Array(bytes)
        var fields: [Field] = []
        var open: [String] = []
        var text: [UInt8] = []
        var isLeaf = false
        var index = 0
        while index < document.count {
            guard document[index] == UInt8(ascii: "<") else {
                text.append(document[index])
                index += 1
                continue
            }
            guard let end = document[index...].firstIndex(of: UInt8(ascii: ">")) else { throw Self.failure }
            let tag = document[(index + 1)..<end]
            index = end + 1
            switch tag.first {
            case UInt8(ascii: "?"): break
            case UInt8(ascii: "!"), nil: throw Self.failure
            case UInt8(ascii: "/"):
                guard let name = open.popLast(), tag.dropFirst().elementsEqual(name.utf8) else { throw Self.failure }
                if isLeaf { fields.append(Field(parent: open.last ?? "", name: name, text: try Self.decode(text))) }
                isLeaf = false
            default:
                let name = String(decoding: tag.prefix { $0 > 0x20 && $0 != UInt8(ascii: "/") }, as: UTF8.self)
                isLeaf = tag.last != UInt8(ascii: "/")
                if isLeaf {
                    open.append(name)
                } else {
                    fields.append(Field(parent: open.last ?? "", name: name, text: ""))
                }
                guard open.count < 32 else { throw Self.failure }
            }
            text.removeAll(keepingCapacity: true)
        }
        guard open.isEmpty, !fields.isEmpty else { throw Self.failure }
        self.fields = fields
    }

    /// The text of the first element of this name.
    func first(_ name: String) -> String? { fields.first { $0.name == name }?.text }

    private static let failure = BlobError(.failed, "an answer that is not the XML of S3")

    private static func decode(_ bytes: [UInt8]) throws(BlobError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure }
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        var parts = text.split(separator: "&", omittingEmptySubsequences: false)
        var decoded = String(parts.removeFirst())
        for part in parts {
            guard let end = part.firstIndex(of: ";") else { throw failure }
            let name = part[..<end]
            switch name {
            case "amp": decoded += "&"
            case "lt": decoded += "<"
            case "gt": decoded += ">"
            case "quot": decoded += "\""
            case "apos": decoded += "'"
            default:
                let number =
                    name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst(1), radix: 10)
                guard name.hasPrefix("#"), let scalar = number.flatMap(Unicode.Scalar.init) else { throw failure }
                decoded.unicodeScalars.append(scalar)
            }
            decoded += part[part.index(after: end)...]
        }
        return decoded
    }
}
