import NIOCore

/// A message to publish.
struct AMQPMessage: Sendable {
    var exchange: String
    var routingKey: String
    var headers: AMQPTable = AMQPTable()
    var messageID: String?
    /// The `type` property.
    var kind: String?
    /// Whether a durable queue writes it to disk.
    var isPersistent: Bool
    var body: ByteBuffer
}

/// A message from a queue, copied out of the library's memory.
struct AMQPDelivery: Sendable {
    let channel: UInt16
    let consumerTag: String
    /// Number of the delivery on its channel, for acknowledgements.
    let tag: UInt64
    /// Whether the broker has handed it out before.
    let isRedelivered: Bool
    let routingKey: String
    var headers = AMQPTable()
    var messageID: String?
    var kind: String?
    var body = ByteBuffer()
}

/// A value of a header or of a queue's argument.
///
/// Kinds that nothing here uses are left out when read.
enum AMQPValue: Sendable, Equatable {
    case bool(Bool)
    case int(Int64)
    case string(String)
    case strings([String])
}

/// Headers, or arguments of a declaration: few, so searched linearly.
struct AMQPTable: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    struct Entry: Sendable, Equatable {
        let key: String
        let value: AMQPValue
    }

    var entries: [Entry]

    init(_ entries: [Entry] = []) { self.entries = entries }

    init(dictionaryLiteral elements: (String, AMQPValue)...) {
        self.entries = elements.map { Entry(key: $0.0, value: $0.1) }
    }

    subscript(key: String) -> AMQPValue? { entries.first { $0.key == key }?.value }

    func int(_ key: String) -> Int64? {
        guard case .int(let number)? = self[key] else { return nil }
        return number
    }

    func string(_ key: String) -> String? {
        guard case .string(let text)? = self[key] else { return nil }
        return text
    }

    func strings(_ key: String) -> [String] {
        guard case .strings(let texts)? = self[key] else { return [] }
        return texts
    }
}

/// What the broker sends besides answers to calls.
enum AMQPIncoming: Sendable {
    case delivery(AMQPDelivery)
    /// Messages up to the number, or just it, are safe with the broker, or refused by it.
    case confirmation(tag: UInt64, isMultiple: Bool, isPositive: Bool)
    /// An answer to ``AMQPConnection/requestQueue(_:on:)``.
    case queueAnswer
    /// The broker ended a consumer, because its queue was deleted or moved.
    case cancelled(consumerTag: String)
    /// Anything of no interest.
    case other
}

/// A queue to declare.
struct AMQPQueueDeclaration: Sendable, Equatable {
    let name: String
    let isDurable: Bool
    var arguments = AMQPTable()
}

/// Why the broker closed a channel, or refused a call on one.
struct AMQPRefusal: Error, CustomStringConvertible {
    let code: UInt16
    let text: String

    var isNotFound: Bool { code == 404 }
    /// The thing exists with other properties.
    var isMismatch: Bool { code == 406 }

    var description: String { "\(code) \(text)" }
}
