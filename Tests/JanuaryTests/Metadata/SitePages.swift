import Foundation
import NIOCore
import StoatModels
import Testing

@testable import January

/// A page after the mark-up of a well-known site or engine, and the embed it must give.
///
/// The same files are served by real hosts in the black box.
struct SitePage: Sendable, CustomTestStringConvertible {
    var name: String
    var url: String
    /// The address behind all redirects.
    var final: String?
    var type: String
    /// What is served; `nil` where only other addresses are to be asked.
    var body: [UInt8]?
    /// Pictures and videos by address.
    var sizes: [String: (Int, Int)]
    /// Further answers by address.
    var others: [String: FakeWeb.Answer]
    /// The embed as JSON text, or `nothing`.
    var embed: String

    var testDescription: String { name }

    func web(piece: Int) -> FakeWeb {
        var answers = others
        answers[url] = FakeWeb.Answer(type: type, body: body ?? [], url: final)
        return FakeWeb(answers, sizes: sizes.merging(redirected) { one, _ in one }, piece: piece)
    }

    /// What a measuring fetch finds by following redirects, which this web does not.
    private var redirected: [String: (Int, Int)] {
        guard let final, let size = sizes[final] else { return [:] }
        return [url: size]
    }
}

extension SitePage {
    /// Reads a page from its record and the file beside it.
    init(record path: URL) throws {
        let record = try JSONParser.parse(ByteBuffer(bytes: Data(contentsOf: path))).object ?? Object()
        let fills = record["fills"]?.object ?? Object()
        func filled(_ text: String) -> String {
            fills.entries.reduce(text) { text, fill in
                guard case .array(let parts) = fill.value, let unit = parts.first?.string,
                    let count = parts.last?.integer
                else { return text }
                return text.replacing(fill.key, with: String(repeating: unit, count: Int(count)))
            }
        }
        func text(_ key: String) -> String? { record[key]?.string.map(filled) }
        self.name = try #require(text("name"))
        self.url = try #require(text("url"))
        self.final = text("final")
        self.type = text("type") ?? "text/html; charset=utf-8"
        let html = path.deletingPathExtension().appendingPathExtension("html")
        // Not every page has one.
        self.body = (try? Data(contentsOf: html)).map { data in
            fills.entries.isEmpty ? Array(data) : Array(filled(String(decoding: data, as: UTF8.self)).utf8)
        }
        self.sizes = [:]
        for (url, size) in (record["media"]?.object ?? Object()).entries.map({ ($0.key, $0.value) }) {
            guard case .array(let sides) = size, let width = sides.first?.integer, let height = sides.last?.integer
            else { continue }
            sizes[url] = (Int(width), Int(height))
        }
        self.others = [:]
        for (url, other) in (record["others"]?.object ?? Object()).entries.map({ ($0.key, $0.value) }) {
            let type = try #require(other.object?["type"]?.string)
            others[url] = FakeWeb.Answer(type: type, body: Array((other.object?["body"]?.string ?? "").utf8))
        }
        self.embed = record["embed"]?.object.map { String(buffer: JSONWriter.encode($0)) } ?? "nothing"
    }
}

enum SitePages {
    /// All of them, by name of file; empty if they cannot be read, which a test tells.
    static let all: [SitePage] = {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fixtures/Pages")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        let records = files.filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
        return (try? records.map(SitePage.init(record:))) ?? []
    }()
}
