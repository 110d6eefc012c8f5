/// The parameters of a header like `form-data; name="file"; filename="a.png"`.
///
/// Browsers send file names in quotes as they are, with `%22` for a quotation mark; others escape it with a backslash.
/// Neither is decoded here beyond the backslash, since clients depend on the name as it was sent.
struct ContentDisposition {
    private var parameters: [String: String] = [:]

    /// Reads a header's value; what cannot be understood is left out.
    init(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        // The value before the parameters.
        rest = rest.drop { $0 != UInt8(ascii: ";") }
        while rest.popFirst() != nil {
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(name.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            rest = rest.dropFirst()
            let value = Self.value(&rest)
            rest = rest.drop { $0 != UInt8(ascii: ";") }
            let key = Self.text(name)?.filter { $0 != " " && $0 != "\t" }.lowercased()
            if let key, let text = Self.text(value), parameters[key] == nil { parameters[key] = text }
        }
    }

    /// A parameter by its name in lower case.
    subscript(_ name: String) -> String? { parameters[name] }

    private static func value(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix { $0 != UInt8(ascii: ";") }
            rest = rest.dropFirst(token.count)
            let length = (token.lastIndex { $0 != 0x20 && $0 != 0x09 } ?? token.startIndex - 1) + 1 - token.startIndex
            return token.prefix(length)
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { break }
            if byte == UInt8(ascii: "\\"), let next = rest.first, next == UInt8(ascii: "\"") || next == byte {
                value.append(next)
                rest = rest.dropFirst()
            } else {
                value.append(byte)
            }
        }
        return value[...]
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? { String(validating: bytes, as: UTF8.self) }
}
