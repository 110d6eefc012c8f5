/// Where an object is.
public struct BlobKey: Sendable, Hashable, CustomStringConvertible {
    /// The bucket: 1 to 255 ASCII letters, digits, `.`, `-` and `_`, and no dot in front.
    public var bucket: String
    /// The object's name in its bucket, up to 1024 bytes of UTF-8, without a slash in front.
    ///
    /// No part between slashes may be empty, `.` or `..`, and no byte a control character: servers and proxies rewrite
    /// such names, so that an object could be written in one place and looked for in another.
    public var path: String

    /// A key that has not been checked; every call with it does.
    public init(bucket: String, path: String) {
        self.bucket = bucket
        self.path = path
    }

    /// For the log.
    public var description: String { "\(bucket)/\(path)" }

    /// Throws ``BlobError/Code/invalid`` unless both parts are as described.
    func check() throws(BlobError) {
        try Self.check(bucket: bucket)
        let bytes = path.utf8
        guard !bytes.isEmpty, bytes.count <= 1024 else {
            throw BlobError(.invalid, "an object's path of \(bytes.count) bytes")
        }
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw BlobError(.invalid, "an object's path with control characters")
        }
        for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard !part.isEmpty, !part.elementsEqual(".".utf8), !part.elementsEqual("..".utf8) else {
                throw BlobError(.invalid, "an object's path that servers would rewrite")
            }
        }
    }

    /// The bucket's part of ``check()``.
    static func check(bucket: String) throws(BlobError) {
        let isSafe = bucket.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        guard isSafe, (1...255).contains(bucket.utf8.count), !bucket.hasPrefix(".") else {
            throw BlobError(.invalid, "a bucket's name that is none")
        }
    }
}

/// What is known of an object without reading it.
public struct BlobInfo: Sendable, Equatable {
    /// Bytes.
    public var size: Int64

    /// An object of this many bytes.
    public init(size: Int64) { self.size = size }
}

/// An object in a listing.
public struct BlobEntry: Sendable, Equatable {
    /// Where it is.
    public var key: BlobKey
    /// Bytes.
    public var size: Int64

    /// An object of this many bytes.
    public init(key: BlobKey, size: Int64) {
        self.key = key
        self.size = size
    }
}
