public import Foundation
public import Logging
internal import NIOCore
internal import StoatModels

/// Writes one line per event to standard error: text for people or JSON for machines.
public struct LineLogHandler: LogHandler {
    /// How a line looks.
    public enum Format: String, Sendable {
        /// `2026-01-02T03:04:05.678Z info  api: Listening address=127.0.0.1:8000`.
        case text
        /// `{"time":"…","level":"info","component":"api","message":"Listening","address":"127.0.0.1:8000"}`.
        case json
    }

    /// What is added to every line of this logger.
    public var metadata: Logger.Metadata = [:]
    /// Lines below this level are not written.
    public var logLevel: Logger.Level
    private let label: String
    private let format: Format
    private let descriptor: Int32

    /// A handler for a component.
    public init(label: String, filter: LogFilter, format: Format, descriptor: Int32 = STDERR_FILENO) {
        self.label = label
        self.logLevel = filter.level(of: label)
        self.format = format
        self.descriptor = descriptor
    }

    /// One entry of ``metadata``.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes a line, whole or not at all: lines of several threads do not mix.
    public func log(event: LogEvent) {
        var all = metadata
        if let more = event.metadata { all.merge(more) { $1 } }
        if let error = event.error, all[LogKey.error] == nil { all[LogKey.error] = "\(error)" }
        let entries = all.sorted { $0.key < $1.key }.map { (key: $0.key, text: $0.value.description) }
        var line = ByteBuffer()
        switch format {
        case .text: writeText(event, entries, to: &line)
        case .json: writeJSON(event, entries, to: &line)
        }
        line.writeString("\n")
        line.withUnsafeReadableBytes { bytes in _ = write(descriptor, bytes.baseAddress, bytes.count) }
    }

    private func writeText(_ event: LogEvent, _ entries: [(key: String, text: String)], to line: inout ByteBuffer) {
        let level = event.level.rawValue.padding(toLength: 7, withPad: " ", startingAt: 0)
        line.writeString("\(Timestamp.now.iso8601) \(level) \(label): \(event.message)")
        for (key, text) in entries {
            line.writeString(" \(key)=")
            // Quoted where the end would be unclear; line breaks never reach the log as such.
            if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x22 }) {
                JSONWriter.write(text, to: &line)
            } else {
                line.writeString(text)
            }
        }
    }

    private func writeJSON(_ event: LogEvent, _ entries: [(key: String, text: String)], to line: inout ByteBuffer) {
        var object: Object = [
            "time": .string(Timestamp.now.iso8601), "level": .string(event.level.rawValue), "component": .string(label),
            "message": .string(event.message.description),
        ]
        for (key, text) in entries where object[key] == nil { object.append(key, .string(text)) }
        JSONWriter.write(object, to: &line)
    }
}
