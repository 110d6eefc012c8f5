import Foundation

/// Letters that look like Latin ones, folded to them, so that nobody can pose as somebody else.
enum Confusables {
    /// ASCII stays as it is.
    ///
    /// Letters that decompose to ASCII (accents, full width, mathematical alphabets) and the look-alikes of the table
    /// become lower-case ASCII. Control, format and private-use characters vanish. The rest stays.
    static func fold(_ text: String) -> [Unicode.Scalar] {
        var folded: [Unicode.Scalar] = []
        // Composed first: a letter and its separate accent then fold as one.
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            if scalar.isASCII {
                if scalar.value >= 32, scalar.value != 127 { folded.append(scalar) }
            } else if let replacement = table[scalar] {
                folded.append(contentsOf: replacement.unicodeScalars)
            } else if let base = asciiBase(of: scalar) {
                folded.append(contentsOf: base)
            } else if !isDropped(scalar) {
                folded.append(scalar)
            }
        }
        return folded
    }

    /// The lower-case ASCII that a character is a variant of, by compatibility decomposition without its marks.
    private static func asciiBase(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        let decomposed = String(scalar).decomposedStringWithCompatibilityMapping.unicodeScalars
        var base: [Unicode.Scalar] = []
        for part in decomposed where part.properties.generalCategory != .nonspacingMark {
            guard part.isASCII else {
                guard let replacement = table[part] else { return nil }
                base.append(contentsOf: replacement.unicodeScalars)
                continue
            }
            base.append(contentsOf: String(part).lowercased().unicodeScalars)
        }
        return base.isEmpty ? nil : base
    }

    private static func isDropped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .nonspacingMark, .enclosingMark: true
        default: false
        }
    }

    private static let table: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [:]
        for row in rows.split(separator: "\n") {
            let parts = row.split(separator: " ")
            for scalar in parts.dropFirst().joined().unicodeScalars { table[scalar] = String(parts[0]) }
        }
        return table
    }()

    /// Each row: the Latin text, then the letters that are read as it.
    private static let rows = """
        a аАдДɑαΑᴀ
        ae æÆӕӔ
        b ВвЬьЪъßβΒʙЂ
        c сСϲϹᴄƈ
        d ԁԀďđĐðÐɗᴅ
        e еЕєЄεΕҽᴇәӘ
        f ƒғҒſϝ
        g ɡɢԍց
        h һҺнНηΗհʜћЋ
        i іІιΙıɩɪӏӀ
        j јЈʝϳᴊ
        k кКκΚķҝҚқᴋ
        l łŁʟլ
        m мМμΜᴍ
        n пПиИлЛηɴոռŋŊ
        o оОοΟσΣςøØօөѳФфᴏ
        oe œŒ
        p рРρΡþÞᴘ
        q ԛԚզգ
        r гГɾгʀᴦ
        s ѕЅʂꜱ
        t тТτΤţŧŦᴛ
        th θΘ
        u υʋսᴜцЦ
        v ѵѴνᴠ
        w ωшШщЩԝԜᴡ
        x хХχΧжЖ
        y уУүҮγΥᴚʏч
        z ᴢʐζΖƶƵ
        3 зЗэЭ
        6 б
        """
}
