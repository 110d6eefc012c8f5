import StoatModels
import Testing

@Suite("Color pattern")
struct ColorPatternTests {
    @Test(
        "accepts colors and gradients",
        arguments: [
            "red", "RED", "light blue", " ", "var(--accent-1)", "rgb(1,2,3)", "rgba(1, 2, 3, 4)", "rgb( )", "#f0F",
            "#a",
            "rgb(١,٢)", "linear-gradient(red, blue)", "linear-gradient(45deg,red,blue)", "LINEAR-gradient(red,blue)",
            "repeating-conic-gradient(red 10%, blue 50%, #fff 0)", "radial-gradient(rgb(1,2,3) 0, rgba(1,2,3,4) 100%)",
            "linear-gradient(red in oklch longer hue, blue)", "linear-gradient(45deg in a-b shorter hue 5%,  var(--x))",
            "linear-gradient(red in display-p, blue)", "linear-gradient(  in a-b, blue)", "linear-gradient( , )",
            "linear-gradient(red,   50%)",
        ]
    )
    func accepted(text: String) {
        #expect(ColorPattern.matches(text))
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "red;", "red\n", "#", "#g", "#fff ", "var(accent)", "var(--)", "rgb()", "rgb(1", "rgb(1)2", "rgb(1.5)",
            "url(x)",
            "linear-gradient()", "linear-gradient(red)", "linear-gradient(red,)", "linear-gradient(,red)",
            "linear-gradient(red,blue", "linear-gradient(red,blue))", "linear-gradient(red,(blue))",
            "linear-gradient(red 1000%, blue)", "linear-gradient(red 50, blue)", "linear-gradient(red-ish, blue)",
            "linear-gradient(in a-b, blue)", "linear-gradient(red, blue in oklch-x)", "linear-gradient(red, 45deg)",
            "linear-gradient(red, 50%)", "linear-gradient(45deg red, blue)", "elliptic-gradient(red,blue)",
            "repeating-red", "reď",
        ]
    )
    func refused(text: String) {
        #expect(!ColorPattern.matches(text))
    }

    @Test(
        "takes linear time on hostile text",
        .timeLimit(.minutes(3)),
        arguments: [" ", "in ", "red 1% ", "rgb(1,", ",", "a in a-b ", "("]
    )
    func hostile(piece: String) {
        let inner = String(repeating: piece, count: 100_000 / piece.count)
        #expect(!ColorPattern.matches("linear-gradient(" + inner + "!"))
        #expect(!ColorPattern.matches("linear-gradient(" + inner + ";)"))
    }
}
