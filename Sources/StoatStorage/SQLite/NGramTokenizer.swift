import Foundation
import GRDB

/// The full-text tokenizer of message search: every position of a word starts a token of up to three letters.
///
/// So any part of a word is found, in every script, written with spaces or without (Chinese, Japanese, Thai), down to a
/// single letter: text of three letters and more as a run of whole tokens, shorter text as the beginning of a token.
/// Case, accents and compatibility variants are ignored. A text that begins with ``scopeMark`` is one token, unchanged:
/// the channel a message belongs to.
///
/// Changing what it yields needs a new schema version.
final class NGramTokenizer: FTS5CustomTokenizer {
    static let name = "stoat_ngram"
    static let scopeMark = "\u{1}"
    static let length = 3

    init(db: Database, arguments: [String]) throws {}

    func tokenize(
        context: UnsafeMutableRawPointer?,
        tokenization: FTS5Tokenization,
        pText: UnsafePointer<CChar>?,
        nText: CInt,
        tokenCallback: @escaping FTS5TokenCallback
    ) -> CInt {
        guard let pText, nText > 0 else { return 0 }
        let bytes = UnsafeRawBufferPointer(start: pText, count: Int(nText))
        func emit(_ token: UnsafeBufferPointer<UInt8>) -> CInt {
            token.withMemoryRebound(to: CChar.self) { token in
                tokenCallback(context, 0, token.baseAddress, CInt(token.count), 0, nText)
            }
        }
        if bytes.first == UInt8(ascii: "\u{1}") { return emit(bytes.bindMemory(to: UInt8.self)) }
        for word in Self.words(of: String(decoding: bytes, as: UTF8.self)) {
            let status = Self.withTokens(of: word, withTails: !tokenization.contains(.query), emit)
            if status != 0 { return status }
        }
        return 0
    }

    /// The words of a text in the form they are compared in: runs of everything but spaces, punctuation and signs.
    static func words(of text: String) -> [String] {
        fold(text).unicodeScalars.split(whereSeparator: isSeparator).map { String($0) }
    }

    /// Calls `body` with the tokens of a word until it answers other than 0.
    private static func withTokens(
        of word: String,
        withTails: Bool,
        _ body: (UnsafeBufferPointer<UInt8>) -> CInt
    ) -> CInt {
        let utf8 = Array(word.utf8)
        // Where each letter begins, and the end.
        var starts = utf8.indices.filter { utf8[$0] & 0xC0 != 0x80 }
        let letters = starts.count
        starts.append(utf8.count)
        let count = withTails || letters <= length ? (withTails ? letters : 1) : letters - length + 1
        return utf8.withUnsafeBufferPointer { buffer in
            for index in 0..<count {
                let end = starts[min(index + length, letters)]
                let status = body(UnsafeBufferPointer(rebasing: buffer[starts[index]..<end]))
                if status != 0 { return status }
            }
            return 0
        }
    }

    private static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var scalars = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars
        where scalar.properties.generalCategory != .nonspacingMark {
            scalars.append(scalar)
        }
        // Upper case first, so that letters with several lower-case forms (ß and ss, ς and σ) meet.
        return String(scalars).precomposedStringWithCanonicalMapping.uppercased().lowercased()
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator, .control, .format, .surrogate, .connectorPunctuation,
            .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation, .finalPunctuation,
            .otherPunctuation:
            true
        case .mathSymbol, .currencySymbol, .modifierSymbol: scalar.isASCII
        default: false
        }
    }
}
