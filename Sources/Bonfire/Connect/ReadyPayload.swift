internal import NIOCore
internal import StoatModels

/// Puts `Ready` together from encoded fragments, fields in the protocol's order; a field that is off is absent.
struct ReadyPayload {
    private enum Field {
        /// An array of encoded fragments.
        case fragments([WireDocument])
        case value(Value)
    }

    private var fields: [(key: String, field: Field)] = []

    /// - Parameters:
    ///   - users: the others, as the user may see them; the user's own object is added last.
    ///   - isBot: bots are not told of rule changes.
    init(
        _ selection: ReadySelection,
        material: ReadyMaterial,
        users: [Object],
        ownUser: Object,
        personal: SessionReader.Personal
    ) {
        func add(_ key: ReadySelection.Field, _ field: @autoclosure () -> Field) {
            if selection.contains(key) { fields.append((key.rawValue, field())) }
        }
        add(.users, .value(.array((users + [ownUser]).map { .object($0) })))
        add(.servers, .fragments(material.servers))
        add(.channels, .fragments(material.channels))
        add(.members, .value(.array(material.members.map { .object($0.wire) })))
        add(.emojis, .fragments(material.emojis))
        add(.voiceStates, .value([]))
        add(.userSettings, .value(.object(Self.settings(personal.settings, selection.settingKeys))))
        add(.channelUnreads, .value(.array(personal.unreads.map { .object($0.document) })))
        if !material.user.isBot {
            let seen = material.user.lastAcknowledgedPolicyChange
            let unseen = personal.policies.filter { $0.created > seen }.sorted { $0.created < $1.created }
            add(.policyChanges, .value(.array(unseen.map { .object($0.wire) })))
        }
    }

    private static func settings(_ stored: Object, _ keys: [String]) -> Object {
        var object = Object()
        for key in keys { if let value = stored[key] { object.append(key, value) } }
        return object
    }

    /// The payload in a format.
    func encode(_ format: WireFormat) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: size(format))
        switch format {
        case .json:
            buffer.writeStaticString(#"{"type":"Ready""#)
            for (key, field) in fields {
                buffer.writeString(",\"\(key)\":")
                writeJSON(field, to: &buffer)
            }
            buffer.writeStaticString("}")
        case .messagePack:
            MessagePackWriter.writeMapHeader(fields.count + 1, to: &buffer)
            MessagePackWriter.write("type", to: &buffer)
            MessagePackWriter.write("Ready", to: &buffer)
            for (key, field) in fields {
                MessagePackWriter.write(key, to: &buffer)
                writeMessagePack(field, to: &buffer)
            }
        }
        return buffer
    }

    private func size(_ format: WireFormat) -> Int {
        fields.reduce(1024) { size, entry in
            guard case .fragments(let documents) = entry.field else { return size + 256 }
            return documents.reduce(size) { $0 + $1.fragment(format).readableBytes + 1 }
        }
    }

    private func writeJSON(_ field: Field, to buffer: inout ByteBuffer) {
        switch field {
        case .value(let value): JSONWriter.write(value, to: &buffer)
        case .fragments(let documents):
            buffer.writeStaticString("[")
            for (index, document) in documents.enumerated() {
                if index > 0 { buffer.writeStaticString(",") }
                buffer.writeImmutableBuffer(document.fragment(.json))
            }
            buffer.writeStaticString("]")
        }
    }

    private func writeMessagePack(_ field: Field, to buffer: inout ByteBuffer) {
        switch field {
        case .value(let value): MessagePackWriter.write(value, to: &buffer)
        case .fragments(let documents):
            MessagePackWriter.writeArrayHeader(documents.count, to: &buffer)
            for document in documents { buffer.writeImmutableBuffer(document.fragment(.messagePack)) }
        }
    }
}
