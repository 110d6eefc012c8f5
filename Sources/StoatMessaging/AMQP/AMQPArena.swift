import CRabbitMQ

/// Memory for the texts and tables of one call: filled, lent to the library for the call, then reused.
struct AMQPArena {
    /// A text in the arena.
    struct Text {
        fileprivate let start: Int
        fileprivate let count: Int

        static let empty = Text(start: 0, count: 0)
    }

    private enum Field {
        case bool(Bool)
        case int(Int64)
        case string(Text)
        case strings(first: Int, count: Int)
    }

    private var bytes: [UInt8] = []
    private var fields: [(key: Text, value: Field)] = []
    private var listed: [Text] = []
    private var entries: [amqp_table_entry_t] = []
    private var elements: [amqp_field_value_t] = []

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        fields.removeAll(keepingCapacity: true)
        listed.removeAll(keepingCapacity: true)
    }

    mutating func put(_ text: String) -> Text {
        var text = text
        let start = bytes.count
        text.withUTF8 { bytes.append(contentsOf: $0) }
        return Text(start: start, count: bytes.count - start)
    }

    mutating func put(_ table: AMQPTable) {
        for entry in table.entries {
            let key = put(entry.key)
            switch entry.value {
            case .bool(let flag): fields.append((key, .bool(flag)))
            case .int(let number): fields.append((key, .int(number)))
            case .string(let text): fields.append((key, .string(put(text))))
            case .strings(let texts):
                let first = listed.count
                for text in texts { listed.append(put(text)) }
                fields.append((key, .strings(first: first, count: texts.count)))
            }
        }
    }

    /// Lends the memory: `body` gets what resolves texts, and the table made of everything put in tables.
    mutating func lend<R>(_ body: (_ text: (Text) -> amqp_bytes_t, _ table: amqp_table_t) -> R) -> R {
        entries.removeAll(keepingCapacity: true)
        elements.removeAll(keepingCapacity: true)
        return bytes.withUnsafeMutableBytes { memory in
            func resolve(_ text: Text) -> amqp_bytes_t {
                text.count == 0
                    ? amqp_bytes_t()
                    : amqp_bytes_t(len: text.count, bytes: memory.baseAddress?.advanced(by: text.start))
            }
            for text in listed { elements.append(Self.field(AMQP_FIELD_KIND_UTF8) { $0.bytes = resolve(text) }) }
            return elements.withUnsafeMutableBufferPointer { elements in
                for (key, value) in fields {
                    var entry = amqp_table_entry_t()
                    entry.key = resolve(key)
                    entry.value =
                        switch value {
                        case .bool(let flag): Self.field(AMQP_FIELD_KIND_BOOLEAN) { $0.boolean = flag ? 1 : 0 }
                        case .int(let number): Self.field(AMQP_FIELD_KIND_I64) { $0.i64 = number }
                        case .string(let text): Self.field(AMQP_FIELD_KIND_UTF8) { $0.bytes = resolve(text) }
                        case .strings(let first, let count):
                            Self.field(AMQP_FIELD_KIND_ARRAY) {
                                $0.array = amqp_array_t(
                                    num_entries: Int32(count),
                                    entries: elements.baseAddress?.advanced(by: first)
                                )
                            }
                        }
                    entries.append(entry)
                }
                return entries.withUnsafeMutableBufferPointer { entries in
                    body(resolve, amqp_table_t(num_entries: Int32(entries.count), entries: entries.baseAddress))
                }
            }
        }
    }

    private static func field(
        _ kind: amqp_field_value_kind_t,
        _ set: (inout amqp_field_value_t.__Unnamed_union_value) -> Void
    ) -> amqp_field_value_t {
        var field = amqp_field_value_t()
        field.kind = UInt8(kind.rawValue)
        set(&field.value)
        return field
    }
}

extension String {
    /// The text behind the library's bytes.
    init(_ bytes: amqp_bytes_t) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes.bytes, count: bytes.len), as: UTF8.self)
    }
}

extension AMQPTable {
    /// Copies a table out of the library's memory.
    init(_ table: amqp_table_t) {
        self.init()
        entries.reserveCapacity(Int(table.num_entries))
        for index in 0..<Int(table.num_entries) {
            guard let entry = table.entries?[index], let value = AMQPValue(entry.value) else { continue }
            entries.append(Entry(key: String(entry.key), value: value))
        }
    }
}

extension AMQPValue {
    fileprivate init?(_ field: amqp_field_value_t) {
        switch amqp_field_value_kind_t(UInt32(field.kind)) {
        case AMQP_FIELD_KIND_BOOLEAN: self = .bool(field.value.boolean != 0)
        case AMQP_FIELD_KIND_I64: self = .int(field.value.i64)
        case AMQP_FIELD_KIND_I32: self = .int(Int64(field.value.i32))
        case AMQP_FIELD_KIND_UTF8, AMQP_FIELD_KIND_BYTES: self = .string(String(field.value.bytes))
        case AMQP_FIELD_KIND_ARRAY:
            let array = field.value.array
            self = .strings(
                (0..<Int(array.num_entries)).compactMap { index in
                    guard let element = array.entries?[index], case .string(let text) = AMQPValue(element) else {
                        return nil
                    }
                    return text
                }
            )
        default: return nil
        }
    }
}
