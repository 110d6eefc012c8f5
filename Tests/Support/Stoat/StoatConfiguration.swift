internal import Foundation

/// The `Revolt.toml` of a deployment under test.
struct StoatConfiguration {
    /// Addresses of the servers of a cluster.
    struct Servers {
        var mongodb: String
        var redis: String
        var rabbitPort: Int
        /// The object store.
        var s3: S3Place
        /// Where clients find the gateway.
        var events: String
    }

    /// An object store with its credentials.
    struct S3Place {
        var endpoint: String
        var accessKeyID: String
        var secretAccessKey: String
        var bucket: String
    }

    /// Clients from this network are not rate-limited, so that faults can be tested under dense traffic.
    static let adminKey = "black-box-moderator"
    static let unlimitedNetwork = "127.251.0.0/16"

    var apiPort: Int
    var gatewayPort: Int
    var filesPort: Int
    var linksPort: Int
    /// Where scenarios may have a web site that links lead to.
    var sitePort: Int
    var operatorPort: Int
    /// The folder of uploads in progress, in a cluster.
    var workDirectory = ""
    /// `nil` for embedded.
    var servers: Servers? = nil

    /// Writes the file and returns its path.
    func write(in folder: TemporaryFolder) throws -> String {
        let path = folder.path + "/Revolt.toml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    /// The file's text.
    var text: String {
        var text = """
            [api.listen]
            host = "127.0.0.1"
            port = \(apiPort)

            [api.rate_limits]
            exempt_addresses = ["\(Self.unlimitedNetwork)"]

            [bonfire.listen]
            host = "127.0.0.1"
            port = \(gatewayPort)

            [autumn.listen]
            host = "127.0.0.1"
            port = \(filesPort)

            [january]
            allowed_hosts = ["127.0.0.1:\(sitePort)"]

            [january.listen]
            host = "127.0.0.1"
            port = \(linksPort)

            [gifbox.listen]
            host = "127.0.0.1"
            port = 0

            [api.security]
            admin_keys = ["\(Self.adminKey)"]

            [operator.listen]
            host = "127.0.0.1"
            port = \(operatorPort)

            """
        guard let servers else { return text + "\n[storage]\ndriver = \"sqlite\"\n" }
        text += """

            [storage]
            driver = "mongodb"

            [database]
            mongodb = "\(servers.mongodb)"
            redis = "\(servers.redis)"

            [rabbit]
            host = "127.0.0.1"
            port = \(servers.rabbitPort)
            username = "guest"
            password = "guest"

            [hosts]
            events = "\(servers.events)"
            autumn = "http://127.0.0.1:\(filesPort)"
            january = "http://127.0.0.1:\(linksPort)"

            [files]
            work_directory = "\(workDirectory)"

            [files.s3]
            endpoint = "\(servers.s3.endpoint)"
            path_style_buckets = true
            region = "us-east-1"
            access_key_id = "\(servers.s3.accessKeyID)"
            secret_access_key = "\(servers.s3.secretAccessKey)"
            default_bucket = "\(servers.s3.bucket)"

            """
        return text
    }
}
