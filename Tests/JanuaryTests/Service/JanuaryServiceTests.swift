import Foundation
import NIOCore
import StoatCore
import TestSupport
import Testing

@testable import January

@Suite("The link proxy", .timeLimit(.minutes(4)))
struct JanuaryServiceTests {
    private static let png = ByteBuffer(
        bytes: Data(
            base64Encoded:
                "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ) ?? Data()
    )
    private static let gif = ByteBuffer(
        bytes: Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7") ?? Data()
    )
    private static let video: ByteBuffer = {
        var bytes = ByteBuffer(bytes: [0, 0, 0, 24] + Array("ftypisom".utf8) + [0, 0, 2, 0] + Array("isomiso2".utf8))
        for index in 0..<100_000 { bytes.writeInteger(UInt8(truncatingIfNeeded: index)) }
        return bytes
    }()

    private static func answer(_ request: String) -> TestSite.Answer {
        let path = request.split(separator: " ").dropFirst().first ?? ""
        switch path {
        case "/a.png": return .http(200, ["Content-Type: image/png"], png)
        case "/wrong.png": return .http(200, ["Content-Type: image/jpeg; charset=x"], png)
        case "/page.png": return .http(200, ["Content-Type: image/png"], ByteBuffer(string: "<html><script>"))
        case "/a.svg":
            let text = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><script/></svg>"
            return .http(200, ["Content-Type: image/svg+xml"], ByteBuffer(string: text))
        case "/svg.png":
            return .http(
                200,
                ["Content-Type: image/png"],
                ByteBuffer(string: "<svg xmlns='http://www.w3.org/2000/svg'/>")
            )
        case "/a.gif": return .http(200, ["Content-Type: image/gif"], gif)
        case "/bad.gif": return .http(200, ["Content-Type: image/gif"], ByteBuffer(string: "GIF89a"))
        case "/a.mp4":
            guard let range = request.split(separator: "\r\n").first(where: { $0.hasPrefix("Range: bytes=") }) else {
                return .http(200, ["Content-Type: video/mp4", "Accept-Ranges: bytes"], video)
            }
            let ends = range.dropFirst(13).split(separator: "-").compactMap { Int($0) }
            guard ends.count == 2, ends[1] < video.readableBytes else {
                return .http(416, ["Content-Range: bytes */\(video.readableBytes)"])
            }
            let part = video.getSlice(at: ends[0], length: ends[1] - ends[0] + 1) ?? ByteBuffer()
            let header = "Content-Range: bytes \(ends[0])-\(ends[1])/\(video.readableBytes)"
            return .http(206, ["Content-Type: video/mp4", header], part)
        case "/fake.mp4": return .http(200, ["Content-Type: video/mp4"], ByteBuffer(string: "<html>no video</html>"))
        case "/page": return .page("<head><meta property='og:title' content='A title'></head>")
        case "/empty": return .page("<p>nothing</p>")
        default: return .http(404)
        }
    }

    private func run(
        _ settings: Settings = Settings(),
        _ body: @escaping @Sendable (TestJanuary, TestSite) async throws -> Void
    ) async throws {
        try await TestSite.with(Self.answer) { site in
            try await TestJanuary.with(allowing: [site.name], settings: settings) { try await body($0, site) }
        }
    }

    @Test("says what it is")
    func banner() async throws {
        try await run { january, _ in
            let answer = try await january.get("/", url: nil)
            #expect(answer.status == 200)
            #expect(answer.json["january"] as? String == "Hello, I am a media proxy server!")
        }
    }

    @Test("refuses pictures larger than the configured sides")
    func sides() async throws {
        var settings = Settings()
        settings.files.limit.maxPixelSide = 0
        try await run(settings) { january, site in
            let answer = try await january.get("/proxy", url: "http://\(site.name)/a.png")
            #expect(answer.status == 400)
            #expect(answer.type == "FileTypeNotAllowed")
        }
    }

    @Test("passes pictures on as pictures made anew", arguments: ["/a.png", "/wrong.png"])
    func picture(path: String) async throws {
        try await run { january, site in
            for _ in 0..<2 {
                let answer = try await january.get("/proxy", url: "http://\(site.name)\(path)")
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "image/webp")
                #expect(answer.headers["content-disposition"] == "inline")
                #expect(answer.headers["cache-control"] == "public, max-age=600, immutable")
                #expect(answer.headers["x-content-type-options"] == "nosniff")
                #expect(answer.headers["content-security-policy"]?.contains("sandbox") == true)
                #expect(answer.headers["access-control-allow-origin"] == "*")
                #expect(answer.body.starts(with: Data("RIFF".utf8)))
            }
            #expect(site.counts.requests.count == 1)
        }
    }

    @Test("passes GIFs on as they are")
    func movingPicture() async throws {
        try await run { january, site in
            let answer = try await january.get("/proxy", url: "http://\(site.name)/a.gif")
            #expect(answer.headers["content-type"] == "image/gif")
            #expect(answer.body == Data(Self.gif.readableBytesView))
        }
    }

    @Test(
        "refuses what is neither picture nor video, and remembers it",
        arguments: ["/page", "/page.png", "/a.svg", "/svg.png", "/bad.gif", "/fake.mp4"]
    )
    func others(path: String) async throws {
        try await run { january, site in
            for _ in 0..<2 {
                let answer = try await january.get("/proxy", url: "http://\(site.name)\(path)")
                #expect(answer.status == 400)
                #expect(answer.type == "FileTypeNotAllowed")
            }
            #expect(site.counts.requests.count == 1)
        }
    }

    @Test("passes videos on, whole or in part")
    func videos() async throws {
        try await run { january, site in
            let url = "http://\(site.name)/a.mp4"
            let all = Data(Self.video.readableBytesView)
            let whole = try await january.get("/proxy", url: url)
            #expect(whole.status == 200)
            #expect(whole.headers["content-type"] == "video/mp4")
            #expect(whole.headers["accept-ranges"] == "bytes")
            #expect(whole.body == all)
            let part = try await january.get("/proxy", url: url, ["Range": "bytes=1000-1999"])
            #expect(part.status == 206)
            #expect(part.headers["content-range"] == "bytes 1000-1999/\(all.count)")
            #expect(part.body == all[1000..<2000])
            let beyond = try await january.get("/proxy", url: url, ["Range": "bytes=900000-900001"])
            #expect(beyond.status == 416)
        }
    }

    @Test(
        "tells errors apart",
        arguments: [
            ("/proxy", nil, 400, "FailedValidation"), ("/embed", nil, 400, "FailedValidation"),
            ("/proxy", "SITE/missing", 400, "ProxyError"), ("/embed", "SITE/missing", 400, "ProxyError"),
            ("/proxy", "", 400, "ProxyError"), ("/embed", "", 400, "ProxyError"),
            ("/proxy", "ftp://example.com/", 400, "ProxyError"), ("/embed", "file:///etc/passwd", 400, "ProxyError"),
            ("/proxy", "http://127.0.0.1/", 400, "InvalidOperation"),
            ("/embed", "http://127.0.0.1/", 400, "InvalidOperation"),
            ("/embed", "http://localhost/", 400, "InvalidOperation"),
            ("/embed", "http://[::ffff:10.0.0.1]/", 400, "InvalidOperation"),
            ("/embed", "SITE/empty", 400, "NoEmbedData"), ("/nothing", "SITE/page", 404, "NotFound"),
        ] as [(String, String?, Int, String)]
    )
    func errors(path: String, url: String?, status: Int, type: String) async throws {
        try await run { january, site in
            let url = url?.replacing("SITE", with: "http://\(site.name)")
            let answer = try await january.get(path, url: url)
            #expect(answer.status == status)
            #expect(answer.type == type)
        }
    }

    @Test("describes pages and remembers what they said")
    func pages() async throws {
        try await run { january, site in
            let url = "http://\(site.name)/page"
            try await withThrowingTaskGroup(of: TestJanuary.Answer.self) { group in
                for _ in 0..<5 { group.addTask { try await january.get("/embed", url: url) } }
                for try await answer in group {
                    #expect(answer.status == 200)
                    #expect(answer.type == "Website")
                    #expect(answer.json["title"] as? String == "A title")
                }
            }
            #expect(site.paths.filter { $0 == "/page" }.count == 1)
        }
    }

    @Test("describes pictures")
    func pictures() async throws {
        try await run { january, site in
            let answer = try await january.get("/embed", url: "http://\(site.name)/a.png")
            #expect(answer.type == "Image")
            #expect(answer.json["width"] as? Int == 1)
            #expect(answer.json["size"] as? String == "Large")
        }
    }
}
