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
        /// Where clients find the file server.
        var files: String
    }

    /// An object store with its credentials.
    struct S3Place {
        var endpoint: String
        var accessKeyID: String
        var secretAccessKey: String
        var bucket: String
    }

    /// Where services listen, and what they are to find outside.
    struct Ports {
        var api: Int
        var gateway: Int
        var files: Int
        var links: Int
        var gifs: Int
        /// Where scenarios may have a web site that links lead to.
        var site: Int
        /// Where scenarios may have a provider of GIFs.
        var provider: Int

        /// All of them free.
        static func free() throws -> Ports {
            Ports(
                api: try FreePort.next(),
                gateway: try FreePort.next(),
                files: try FreePort.next(),
                links: try FreePort.next(),
                gifs: try FreePort.next(),
                site: try FreePort.next(),
                provider: try FreePort.next()
            )
        }
    }

    /// Clients from this network are not rate-limited, so that faults can be tested under dense traffic.
    static let adminKey = "black-box-moderator"
    static let unlimitedNetwork = "127.251.0.0/16"

    var ports: Ports
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
            port = \(ports.api)

            [api.rate_limits]
            exempt_addresses = ["\(Self.unlimitedNetwork)"]

            [bonfire.listen]
            host = "127.0.0.1"
            port = \(ports.gateway)

            [autumn.listen]
            host = "127.0.0.1"
            port = \(ports.files)

            [january]
            allowed_hosts = ["127.0.0.1:\(ports.site)"]

            [january.listen]
            host = "127.0.0.1"
            port = \(ports.links)

            [gifbox.listen]
            host = "127.0.0.1"
            port = \(ports.gifs)

            [gifbox]
            provider = "tenor"
            provider_url = "http://127.0.0.1:\(ports.provider)/v2"

            [features]
            webhooks_enabled = true

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
            autumn = "\(servers.files)"
            january = "http://127.0.0.1:\(ports.links)"

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
