extension ContentRule {
    /// Rules 1–11: programs, libraries and certificates.
    static let programs: [ContentRule] = [
        .bytes("application/wasm", [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00]),
        .bytes("application/x-executable", [0x7F, 0x45, 0x4C, 0x46], longerThan: 52),
        .text("application/vnd.microsoft.portable-executable", "MZ"),
        ContentRule("application/java") { window in
            guard window.has([0xCA, 0xFE, 0xBA, 0xBE]), let count = window.bigEndian(4, at: 4),
                let version = window.bigEndian(2, at: 6)
            else { return false }
            return count >= 45 && version >= 45
        },
        .text("application/x-llvm", "BC"),
        ContentRule("application/x-mach-binary") { window in
            if window.has([0xCF, 0xFA, 0xED, 0xFE]) || window.has([0xCE, 0xFA, 0xED, 0xFE]) { return true }
            if window.has([0xFE, 0xED, 0xFA, 0xCF]) || window.has([0xFE, 0xED, 0xFA, 0xCE]) { return true }
            guard window.has([0xCA, 0xFE, 0xBA, 0xBE]), let count = window.bigEndian(4, at: 4) else { return false }
            return count < 45
        },
        ContentRule("application/vnd.android.dex") { isDex($0, at: 0) },
        ContentRule("application/vnd.android.dey") { window in
            window.count > 100 && window.has("dey\n") && isDex(window, at: 40)
        },
        .bytes("application/x-x509-ca-cert", [0x30, 0x82], longerThan: 2),
        ContentRule("application/x-executable") { window in
            window.count > 2 && (window.has([0x64, 0x86]) || window.has([0x4C, 0x01]) || window.has([0x00, 0x02]))
        },
        .text("application/x-x509-ca-cert", "-----BEGIN ", longerThan: 11),
    ]

    private static func isDex(_ window: ContentWindow, at offset: Int) -> Bool {
        window.has("dex\n", at: offset) && window[offset + 36] == 0x70
    }
}
