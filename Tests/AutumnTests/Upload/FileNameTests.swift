import Testing

@testable import Autumn

@Suite("File names")
struct FileNameTests {
    @Test(
        "keep what clients depend on and lose what is dangerous",
        arguments: [
            (nil, "unnamed-file"), ("", ""), ("SPOILER_Cat.PNG", "SPOILER_Cat.PNG"),
            ("../../etc/passwd", ".._.._etc_passwd"),
            ("a\\b/c", "a_b_c"), ("a\u{0}b\nc\u{7F}", "abc"), ("日本語 – ñ.png", "日本語 – ñ.png"), ("..", "unnamed-file"),
            ("a\u{2028}b", "ab"), ("%22quoted%22.txt", "%22quoted%22.txt"),
        ] as [(String?, String)]
    )
    func clean(sent: String?, kept: String) { #expect(FileName.clean(sent) == kept) }

    @Test("are cut between characters, before the extension")
    func long() {
        let name = FileName.clean(String(repeating: "👩‍👩‍👧", count: 100) + ".jpeg")
        #expect(name.utf8.count <= FileName.maxBytes)
        #expect(name.hasSuffix("👩‍👩‍👧.jpeg"))
        let noExtension = FileName.clean("." + String(repeating: "x", count: 300))
        #expect(noExtension.utf8.count == FileName.maxBytes)
    }

    @Test(
        "are read from the header as sent",
        arguments: [
            ("form-data; name=\"file\"; filename=\"a b.png\"", "file", "a b.png"),
            ("form-data;name=file;filename=a.png", "file", "a.png"),
            (#"form-data; name="file"; filename="a\"b\\c.png""#, "file", #"a"b\c.png"#),
            ("form-data; name=\"file\"; filename=\"a;b=c.png\"", "file", "a;b=c.png"),
            ("form-data; name=\"file\"; filename=\"%22x%22\"", "file", "%22x%22"),
            ("form-data; NAME=\"file\"; FileName = x ", "file", "x"),
            ("form-data; name=\"a\"; name=\"b\"; filename*=UTF-8''x.png; filename=y.png", "a", "y.png"),
            ("form-data; name=\"open", "open", nil), ("form-data", nil, nil), (";=;;==", nil, nil),
        ] as [(String, String?, String?)]
    )
    func disposition(header: String, name: String?, filename: String?) {
        let disposition = ContentDisposition(header.utf8)
        #expect(disposition["name"] == name)
        #expect(disposition["filename"] == filename)
    }

    @Test("that are not UTF-8 count as absent")
    func notText() {
        let bytes: [UInt8] = Array("form-data; name=file; filename=\"".utf8) + [0xFF, 0xFE] + Array("\"".utf8)
        #expect(ContentDisposition(bytes)["filename"] == nil)
        #expect(ContentDisposition(bytes)["name"] == "file")
    }
}
