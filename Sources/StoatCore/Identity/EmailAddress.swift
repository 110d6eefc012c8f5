import Foundation
import StoatModels

/// An e-mail address that was checked and may receive mail.
public struct EmailAddress: Sendable, Equatable {
    /// As typed.
    public let text: String

    /// The form that is unique among accounts: no dots and no `+suffix` before the first `@`, lower case throughout.
    public var normalised: String { Self.normalise(text) ?? text.lowercased() }

    /// Checks syntax, then the domain.
    ///
    /// - Throws: ``APIError`` `.incorrectData("email")`, then `.disallowedContactSupport` for a throw-away domain.
    public init(_ text: String) throws {
        guard let at = text.lastIndex(of: "@") else { throw APIError(.incorrectData(with: "email")) }
        let (local, domain) = (text[..<at], text[text.index(after: at)...])
        guard Self.isLocalPart(local), Self.isDomain(domain) else { throw APIError(.incorrectData(with: "email")) }
        guard !DisposableDomains.contains(String(domain)) else {
            throw APIError(.disallowedContactSupport(note: Self.disallowedNote))
        }
        self.text = text
    }

    /// The look-up form of any text, or `nil` where there is nothing on one side of the first `@`: no account has
    /// such an address.
    public static func normalise(_ text: String) -> String? {
        guard let at = text.firstIndex(of: "@"), at != text.startIndex, text.index(after: at) != text.endIndex else {
            return nil
        }
        var local = text[..<at].filter { $0 != "." }
        // A "+" at the very end is part of the name.
        if let plus = local.firstIndex(of: "+"), local.index(after: plus) != local.endIndex {
            local = String(local[..<plus])
        }
        return (local + text[at...]).lowercased()
    }

    private static let disallowedNote =
        "Addresses of this provider are not accepted. If you think this is wrong, contact the operator."

    private static func isLocalPart(_ text: Substring) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { localBytes.contains($0) }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        if text.first == "[", text.last == "]" { return isAddressLiteral(text.dropFirst().dropLast()) }
        guard (1...255).contains(text.utf8.count) else { return false }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    /// Letters and digits of any script and inner hyphens.
    ///
    /// Names outside ASCII grow when they are encoded for the DNS, so the limit of 63 bytes is only sharp within it.
    private static func isLabel(_ label: Substring) -> Bool {
        guard (1...63).contains(label.utf8.count), label.first != "-", label.last != "-" else { return false }
        return label.unicodeScalars.allSatisfy { scalar in
            scalar == "-" || (scalar.isASCII ? scalar.properties.isASCIIAlphanumeric : scalar.properties.isAlphabetic)
        }
    }

    private static func isAddressLiteral(_ text: Substring) -> Bool {
        var storage = in6_addr()
        return inet_pton(AF_INET, String(text), &storage) == 1 || inet_pton(AF_INET6, String(text), &storage) == 1
    }

    private static let localBytes: Set<UInt8> = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.!#$%&'*+/=?^_`{|}~-".utf8
    )
}

extension Unicode.Scalar.Properties {
    fileprivate var isASCIIAlphanumeric: Bool { isAlphabetic || numericType == .decimal }
}
