extension Settings {
    /// The link proxy (`january`).
    public struct January: SettingsSection {
        /// Where the link proxy listens.
        public var listen = Listen(port: 5001)
        /// Host names that are never fetched.
        public var blockedDomains: [String] = []
        /// Hosts that are fetched whatever their address: `host`, or `host:port` for a port of its own.
        public var allowedHosts: [String] = []
        /// Ports that are fetched from besides 80 and 443.
        public var allowedPorts: [Int] = []

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("The link proxy.")
            section.table("listen", &listen)
            section.key(
                "blocked_domains",
                &blockedDomains,
                "Host names that are never fetched, with all names below them.",
                example: ["tracker.example"]
            )
            section.key(
                "allowed_hosts",
                &allowedHosts,
                "Hosts of a private network that are fetched nevertheless: `host`, or `host:port` for any other port than "
                    + "the allowed ones. The file server is always among them.",
                example: ["wiki.lan", "10.0.0.7:8080"],
                isOurs: true
            )
            section.key(
                "allowed_ports",
                &allowedPorts,
                "Ports that are fetched from besides 80 and 443.",
                example: [8080, 8443],
                isOurs: true
            )
        }
    }

    /// Uploads (`files`).
    public struct Files: SettingsSection {
        /// `auto`, `folder` or `s3`.
        public var driver = "auto"
        /// Where objects are kept without S3; `nil` for `files` under the data folder.
        public var directory: String?
        /// Where uploads wait while they are processed; `nil` for a folder under the data folder when embedded, and
        /// under the system's temporary folder otherwise.
        public var workDirectory: String?
        /// Most bytes of encoded previews kept on disk.
        public var previewCacheSize = 512_000_000
        /// The key that files are encrypted with: base64 of 32 bytes.
        public var encryptionKey = SampleSecrets.fileEncryptionKey
        /// Quality of previews; 100 means lossless.
        public var webpQuality = 80.0
        /// Types that are refused.
        public var blockedMIMETypes: [String] = []
        /// The virus scanner, `host:port`; empty for none.
        public var clamdHost = ""
        /// Types that are scanned; empty for all.
        public var scanMIMETypes = [
            "application/vnd.microsoft.portable-executable", "application/vnd.android.package-archive",
            "application/zip",
        ]
        /// What an upload may be.
        public var limit = Limit()
        /// Bounding boxes of previews, by tag.
        public var preview = Preview()
        /// The object store.
        public var s3 = S3()

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Uploads.")
            section.key(
                "driver",
                &driver,
                "Where files are kept: `folder`, `s3` or `auto`, a folder when embedded and S3 otherwise.",
                example: "folder",
                isOurs: true
            )
            section.key(
                "directory",
                &directory,
                "Folder of the files when they are kept in one. Unset means `files` in the data folder.",
                example: "/var/lib/stoat/files",
                isOurs: true
            )
            section.key(
                "work_directory",
                &workDirectory,
                "Folder of uploads in progress and of encoded previews; needs no backup. Unset means `work` in the data "
                    + "folder when embedded, `stoat` in the temporary folder otherwise.",
                example: "/var/cache/stoat",
                isOurs: true
            )
            section.key(
                "preview_cache_size",
                &previewCacheSize,
                "Most bytes of encoded previews kept in the work folder; 0 keeps none.",
                isOurs: true
            )
            section.key(
                "encryption_key",
                &encryptionKey,
                "Key that files are encrypted with: base64 of 32 bytes. Losing it loses every file. The default is "
                    + "public knowledge; an embedded instance makes its own, any other must set one.",
                isSecret: true
            )
            section.key("webp_quality", &webpQuality, "Quality of previews and proxied images; 100 means lossless.")
            section.key(
                "blocked_mime_types",
                &blockedMIMETypes,
                "Types that are refused.",
                example: ["application/vnd.microsoft.portable-executable"]
            )
            section.key(
                "clamd_host",
                &clamdHost,
                "Virus scanner as `host:port`. Empty means none.",
                example: "clamd:3310"
            )
            section.key("scan_mime_types", &scanMIMETypes, "Types that are scanned; an empty list means all.")
            section.table("limit", &limit)
            section.table("preview", &preview)
            section.table("s3", &s3)
        }
    }
}

extension Settings.Files {
    /// What an upload may be (`files.limit`).
    public struct Limit: SettingsSection {
        /// Bytes.
        public var minFileSize = 1
        /// Width and height.
        public var minResolution = [1, 1]
        /// Millions of pixels.
        public var maxMegaPixels = 40
        /// Pixels.
        public var maxPixelSide = 10_000

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("What an upload may be.")
            section.key("min_file_size", &minFileSize, "Fewest bytes.")
            section.key("min_resolution", &minResolution, "Smallest width and height of an image.")
            section.key("max_mega_pixels", &maxMegaPixels, "Most millions of pixels of an image.")
            section.key("max_pixel_side", &maxPixelSide, "Longest side of an image in pixels.")
        }
    }

    /// Bounding boxes of previews (`files.preview`).
    public struct Preview: SettingsSection {
        /// Width and height by tag.
        public var boxes: [String: [Int]] = [
            "attachments": [1280, 1280], "avatars": [128, 128], "backgrounds": [1280, 720], "icons": [128, 128],
            "banners": [480, 480], "emojis": [128, 128],
        ]

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("Bounding boxes of previews.")
            for tag in ["attachments", "avatars", "backgrounds", "icons", "banners", "emojis"] {
                var box = boxes[tag] ?? []
                section.key(tag, &box, "Largest width and height of previews of \(tag).")
                boxes[tag] = box
            }
        }
    }

    /// The object store (`files.s3`).
    public struct S3: SettingsSection {
        /// Its address.
        public var endpoint = "http://minio:9000"
        /// Whether buckets are in the path instead of the host name.
        public var pathStyleBuckets = false
        /// Region.
        public var region = "minio"
        /// Key id.
        public var accessKeyID = "minioautumn"
        /// Key.
        public var secretAccessKey = "minioautumn"
        /// Bucket of new uploads.
        public var defaultBucket = "revolt-uploads"

        init() {}

        mutating func bind(_ section: SettingsReader.Section) {
            section.summary("The object store that holds files.")
            section.key("endpoint", &endpoint, "Address.", example: "https://s3.example.com")
            section.key(
                "path_style_buckets",
                &pathStyleBuckets,
                "Buckets in the path instead of the host name.",
                example: true
            )
            section.key("region", &region, "Region.", example: "eu-central-1")
            section.key("access_key_id", &accessKeyID, "Id of the access key.", example: "key-id")
            section.key("secret_access_key", &secretAccessKey, "Access key.", example: "secret", isSecret: true)
            section.key("default_bucket", &defaultBucket, "Bucket of new uploads; old ones stay where they are.")
        }
    }
}
