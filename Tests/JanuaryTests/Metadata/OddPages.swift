extension SitePages {
    static let oddities: [SitePage] = [
        SitePage(
            name: "empty page",
            url: "https://empty.example/",
            html: "",
            embed: "nothing"
        ),
        SitePage(
            name: "page of icons alone",
            url: "https://icons.example/",
            html: "<head><link rel=icon href=/i.png><meta name=theme-color content=red></head>",
            embed: "nothing"
        ),
        SitePage(
            name: "page that poses as another site",
            url: "https://evil.example/",
            html: """
                <head><meta property="og:url" content="https://open.spotify.com/track/1"><meta property="og:title" content="T">
                <meta property="og:image" content="javascript:alert(1)"><meta property="og:video" content="file:///etc/passwd">
                <link rel="icon" href="data:image/png;base64,AAAA"><meta name="theme-color" content="red;background:url(//x)"></head>
                """,
            embed:
                #"{"type":"Website","url":"https://evil.example/","original_url":"https://evil.example/","title":"T"}"#
        ),
        SitePage(
            name: "addresses that are too long are dropped",
            url: "https://long.example/",
            html: "<head><title>L</title><meta property=\"og:url\" content=\"https://long.example/"
                + String(repeating: "a", count: 300) + "\"><link rel=icon href=\"/" + String(repeating: "b", count: 300)
                + "\"><meta property=og:image content=\"/" + String(repeating: "c", count: 5000) + "\"></head>",
            embed:
                #"{"type":"Website","url":"https://long.example/","original_url":"https://long.example/","title":"L"}"#
        ),
        SitePage(
            name: "long request with a canonical address",
            url: "https://long.example/?" + String(repeating: "q", count: 300),
            html: #"<head><title>L</title><link rel=canonical href="/short"></head>"#,
            embed: #"{"type":"Website","url":"https://long.example/short","title":"L"}"#
        ),
        SitePage(
            name: "huge attributes",
            url: "https://huge.example/",
            html: "<head><meta property=\"og:image\" content=\"data:image/png;base64,"
                + String(repeating: "A", count: 300_000) + "\"><meta name=description content=\""
                + String(repeating: "wörter ", count: 50_000) + "\"><meta property=og:title content=After></head>",
            embed:
                #"{"type":"Website","url":"https://huge.example/","original_url":"https://huge.example/","title":"After","description":""#
                + String(String(repeating: "wörter ", count: 125).dropLast()) + "\"}"
        ),
        SitePage(
            name: "a character that is longer than the limit leaves the title's beginning",
            url: "https://accents.example/",
            html: "<head><title>Za" + String(repeating: "\u{301}", count: 200)
                + "</title><meta name=description content=d></head>",
            embed:
                #"{"type":"Website","url":"https://accents.example/","original_url":"https://accents.example/","title":"Z","description":"d"}"#
        ),
        SitePage(
            name: "NUL and control characters",
            url: "https://nul.example/",
            html:
                "<head>\u{0}<title>a\u{0}b\u{1B}[31m</title>\u{0}<meta name=description content='x\u{7}y\u{85}z'></head>",
            embed:
                #"{"type":"Website","url":"https://nul.example/","original_url":"https://nul.example/","title":"a b [31m","description":"x y z"}"#
        ),
        SitePage(
            name: "bytes that are no UTF-8",
            url: "https://bytes.example/",
            html: "",
            bytes: Array("<head><title>a".utf8) + [0xFF, 0xC3] + Array("b</title></head>".utf8),
            embed:
                "{\"type\":\"Website\",\"url\":\"https://bytes.example/\",\"original_url\":\"https://bytes.example/\",\"title\":\"a\u{FFFD}\u{FFFD}b\"}"
        ),
        SitePage(
            name: "picture",
            url: "https://i.example/a.png",
            type: "image/png",
            html: "",
            sizes: ["https://i.example/a.png": (3, 4)],
            embed: #"{"type":"Image","url":"https://i.example/a.png","width":3,"height":4,"size":"Large"}"#
        ),
        SitePage(name: "broken picture", url: "https://i.example/b.png", type: "image/png", html: "", embed: "nothing"),
        SitePage(
            name: "video",
            url: "https://i.example/a.webm",
            type: "Video/WebM; codecs=vp9",
            html: "",
            sizes: ["https://i.example/a.webm": (640, 480)],
            embed: #"{"type":"Video","url":"https://i.example/a.webm","width":640,"height":480}"#
        ),
        SitePage(
            name: "document of another kind",
            url: "https://i.example/a.pdf",
            type: "application/pdf",
            html: "<title>x</title>",
            embed: "nothing"
        ),
    ]
}
