internal import Crypto
internal import Foundation

/// Signatures of requests, version 4 (`AWS4-HMAC-SHA256`), as Amazon documents them.
struct S3Signer: Sendable {
    /// What is signed.
    struct Request {
        var method: String
        /// Percent-encoded once.
        var path: String
        /// Names and values percent-encoded, sorted, joined.
        var query: String
        /// All headers that are signed, among them `host` and `x-amz-date`.
        var headers: [(name: String, value: String)]
        /// The SHA-256 of the body in hexadecimal.
        var payloadHash: String
    }

    /// The moment of a signature.
    struct Moment: Sendable {
        /// `20130524T000000Z`.
        let stamp: String
        /// `20130524`.
        var day: Substring { stamp.prefix(8) }

        init(stamp: String) { self.stamp = stamp }

        /// The present.
        static func now() -> Moment {
            var seconds = time(nil)
            var parts = tm()
            gmtime_r(&seconds, &parts)
            func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
            let day = "\(parts.tm_year + 1900)\(two(parts.tm_mon + 1))\(two(parts.tm_mday))"
            return Moment(stamp: "\(day)T\(two(parts.tm_hour))\(two(parts.tm_min))\(two(parts.tm_sec))Z")
        }
    }

    /// The SHA-256 of nothing.
    static let emptyHash = hex(SHA256.hash(data: [UInt8]()))

    let accessKeyID: String
    let secretAccessKey: String
    let region: String
    var service = "s3"

    /// The value of the `Authorization` header.
    func authorization(_ request: Request, at moment: Moment) -> String {
        let headers = request.headers.map { (name: $0.name.lowercased(), value: Self.squeeze($0.value)) }
            .sorted { $0.name < $1.name }
        let names = headers.map(\.name).joined(separator: ";")
        let canonical = [
            request.method, request.path, request.query, headers.map { "\($0.name):\($0.value)\n" }.joined(), names,
            request.payloadHash,
        ].joined(separator: "\n")
        let scope = "\(moment.day)/\(region)/\(service)/aws4_request"
        let text = "AWS4-HMAC-SHA256\n\(moment.stamp)\n\(scope)\n\(Self.hex(SHA256.hash(data: Array(canonical.utf8))))"
        var key = Array("AWS4\(secretAccessKey)".utf8)
        for part in [String(moment.day), region, service, "aws4_request"] { key = Self.code(part, key) }
        return "AWS4-HMAC-SHA256 Credential=\(accessKeyID)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(Self.hex(Self.code(text, key)))"
    }

    /// Bytes in lowercase hexadecimal.
    static func hex(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes { text += (byte < 16 ? "0" : "") + String(byte, radix: 16) }
        return text
    }

    private static func code(_ text: String, _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: key)))
    }

    // Surrounding space goes, runs inside become one.
    private static func squeeze(_ value: String) -> String {
        value.split(separator: " ").joined(separator: " ")
    }
}
