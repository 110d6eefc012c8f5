/// How to reach an S3 store.
public struct S3Settings: Sendable {
    /// `http://` or `https://`, host, port where it is not the scheme's own, and a path where there is one.
    public var endpoint: String
    /// Whether buckets are in the path instead of the host name.
    public var isPathStyle: Bool
    /// The region that requests are signed for.
    public var region: String
    /// Id of the access key.
    public var accessKeyID: String
    /// The access key.
    public var secretAccessKey: String
    /// The bucket that ``S3Blobs/ping()`` asks for.
    public var bucket: String
    /// Addresses of host names, past the resolver; for tests.
    package var addresses: [String: String] = [:]
    /// How long to wait, and how often to try.
    package var limits = Limits()

    /// How long to wait, and how often to try.
    package struct Limits: Sendable {
        /// For a connection.
        package var connect: Duration = .seconds(3)
        /// For the head of an answer.
        package var answer: Duration = .seconds(8)
        /// Without any byte passing.
        package var idle: Duration = .seconds(20)
        /// Tries of one call.
        package var attempts = 3
        /// No further try begins after this time.
        package var patience: Duration = .seconds(6)

        package init() {}
    }

    /// Settings with these values.
    public init(
        endpoint: String,
        isPathStyle: Bool,
        region: String,
        accessKeyID: String,
        secretAccessKey: String,
        bucket: String
    ) {
        self.endpoint = endpoint
        self.isPathStyle = isPathStyle
        self.region = region
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.bucket = bucket
    }
}
