/// What a client asks for in the query of its connection URL.
struct ConnectQuery: Sendable, Equatable {
    var format: WireFormat = .json
    /// Present, even empty: authentication starts at once and no `Authenticate` is awaited.
    var token: String?
    var ready = ReadySelection()

    init() {}

    /// Reads the text after `?`: unknown keys and values are ignored, of repeated keys the last wins, pieces without
    /// `=` are skipped and of several `=` only the text between the first two counts.
    init(_ query: some StringProtocol) {
        for piece in query.split(separator: "&") {
            let parts = piece.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count > 1 else { continue }
            let value = Self.decoded(parts[1])
            switch Self.decoded(parts[0]) {
            case "format": if let format = WireFormat(rawValue: value) { self.format = format }
            case "token": token = value
            case "ready": ready.select(value)
            default: break
            }
        }
    }

    /// Resolves percent escapes; malformed ones stay as they are.
    private static func decoded(_ text: some StringProtocol) -> String {
        guard text.utf8.contains(0x25) else { return String(text) }
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x25, index + 2 < bytes.count, let high = hexDigit(bytes[index + 1]),
                let low = hexDigit(bytes[index + 2])
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }
}

/// Which parts of `Ready` a client wants (`ready=` parameters).
struct ReadySelection: Sendable, Equatable {
    /// The parts in the order they are sent.
    enum Field: String, Sendable, CaseIterable {
        case users, servers, channels, members, emojis
        case voiceStates = "voice_states"
        case userSettings = "user_settings"
        case channelUnreads = "channel_unreads"
        case policyChanges = "policy_changes"
    }

    private(set) var fields: Set<Field> = Self.standard
    /// The keys of `user_settings` asked for.
    private(set) var settingKeys: [String] = []
    private var isExplicit = false

    /// What a client gets that does not choose.
    static let standard: Set<Field> = Set(Field.allCases).subtracting([.userSettings, .channelUnreads])

    func contains(_ field: Field) -> Bool { fields.contains(field) }

    /// Takes one selector; the first, valid or not, turns everything else off.
    mutating func select(_ value: String) {
        if !isExplicit {
            isExplicit = true
            fields = []
        }
        let parts = value.split(separator: "[", maxSplits: 1, omittingEmptySubsequences: false)
        guard let name = parts.first, let field = Field(rawValue: String(name)) else { return }
        guard parts.count == 2 else {
            fields.insert(field)
            return
        }
        let key = parts[1].dropLast()
        guard field == .userSettings, parts[1].hasSuffix("]"), !key.isEmpty, !key.contains(where: \.isWhitespace) else {
            return
        }
        fields.insert(field)
        if !settingKeys.contains(String(key)) { settingKeys.append(String(key)) }
    }
}
