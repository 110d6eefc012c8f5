import Testing

@testable import StoatStorage

@Suite("Search texts")
struct SearchTermsTests {
    @Test("are read as words, phrases and exclusions")
    func terms() {
        let terms = SearchTerms(" red  \"two words\" -blue -\"not this\" a-b - \"\" open\"end")
        #expect(terms.words == ["red", "a-b", "-", "open"])
        #expect(terms.phrases == ["two words", "end"])
        #expect(terms.excluded == ["blue", "not this"])
    }
}
