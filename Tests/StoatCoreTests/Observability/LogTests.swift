import Foundation
import Logging
import StoatModels
import Testing

@testable import StoatCore

@Suite("Log lines")
struct LogTests {
    /// What a logger writes to a pipe.
    private func lines(_ format: LineLogHandler.Format, filter: String = "info", _ body: (Logger) -> Void) -> [String] {
        let pipe = Pipe()
        let logger = Logger(label: "api") {
            LineLogHandler(
                label: $0,
                filter: LogFilter(filter),
                format: format,
                descriptor: pipe.fileHandleForWriting.fileDescriptor
            )
        }
        body(logger)
        try? pipe.fileHandleForWriting.close()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }

    @Test("as text put metadata behind the message, quoted where needed")
    func text() throws {
        let lines = lines(.text) { logger in
            logger.info("Listening", metadata: [LogKey.address: "127.0.0.1:80", LogKey.error: "two\nlines"])
            logger.debug("Hidden")
        }
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix(#"Z info    api: Listening address=127.0.0.1:80 error="two\nlines""#))
    }

    @Test("as JSON are one object each")
    func json() throws {
        let lines = lines(.json, filter: "error,api=debug") { logger in
            var logger = logger
            logger[metadataKey: LogKey.requestID] = "7"
            logger.debug("Request", metadata: ["message": "not this"])
        }
        let line = try #require(lines.first)
        let object = try #require(try JSONParser.parse(line).object)
        #expect(object["level"] == "debug")
        #expect(object["component"] == "api")
        #expect(object["message"] == "Request")
        #expect(object["request_id"] == "7")
    }

    @Test(
        "are filtered by level and component",
        arguments: [
            ("", "api", .info), ("warn", "api", .warning), ("debug,api=error", "api.http", .error),
            ("debug,api=error", "bonfire", .debug), ("hyper=trace", "api", .info), ("a=error,api=trace", "api", .trace),
            ("nonsense", "api", .info), ("off", "api", .critical),
        ] as [(String, String, Logger.Level)]
    )
    func filter(text: String, label: String, level: Logger.Level) { #expect(LogFilter(text).level(of: label) == level) }
}
