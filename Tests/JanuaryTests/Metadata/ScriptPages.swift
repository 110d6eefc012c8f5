extension SitePages {
    /// About two megabytes of what applications put into their heads.
    private static let bulk: String = {
        let script =
            "<script>window.__DATA__=\"" + String(repeating: "if(a<b&&c>d){e='<\\/x>'} ", count: 40_000)
            + "\";</script>"
        let styles = String(repeating: "<style data-s=\"1\">.a>.b{content:'<meta>'}</style>\n", count: 15_000)
        let links = String(repeating: "<link rel=\"modulepreload\" href=\"/assets/chunk.js\">\n", count: 4_000)
        return script + styles + links
    }()

    static let scripts: [SitePage] = [
        SitePage(
            name: "application with its tags behind two megabytes of head",
            url: "https://app.example/",
            html: "<!doctype html><html><head>" + bulk
                + #"<meta property="og:title" content="At last"><meta name="description" content="Found"></head><body>"#,
            embed:
                #"{"type":"Website","url":"https://app.example/","original_url":"https://app.example/","title":"At last","description":"Found"}"#
        ),
        SitePage(
            name: "comments, scripts and marked sections hold no tags",
            url: "https://tricky.example/",
            html: """
                <html><head><!-- <meta property="og:title" content="comment"> -->
                <!--[if IE]><meta property="og:title" content="conditional"><![endif]-->
                <script>/*<![CDATA[*/ var a = '<meta property="og:title" content="script">'; /*]]>*/</script>
                <style><!-- <meta property="og:title" content="style"> --></style>
                <svg><title>Logo</title></svg>
                <meta property="og:title" content="real"><meta property="og:title" content="second">
                <meta property="og:description" content=""><meta property="og:description" content="kept"></head>
                """,
            embed:
                #"{"type":"Website","url":"https://tricky.example/","original_url":"https://tricky.example/","title":"real","description":"kept"}"#
        ),
        SitePage(
            name: "page that only leads elsewhere",
            url: "https://lnk.example/1",
            html:
                #"<head><noscript><META http-equiv="refresh" content="0; URL='/2?a=1&amp;b=2'"></noscript><title>https://lnk.example/2</title></head>"#,
            others: [
                "https://lnk.example/2?a=1&b=2": (
                    "text/html", "<head><meta property=og:title content='The end'></head>"
                )
            ],
            embed:
                #"{"type":"Website","url":"https://lnk.example/1","original_url":"https://lnk.example/1","title":"The end"}"#
        ),
        SitePage(
            name: "page that reloads itself",
            url: "https://loop.example/1",
            html: #"<head><meta http-equiv="refresh" content="0;url=1"><title>Loop</title></head>"#,
            embed:
                #"{"type":"Website","url":"https://loop.example/1","original_url":"https://loop.example/1","title":"Loop"}"#
        ),
        SitePage(
            name: "broken mark-up",
            url: "https://broken.example/a/b",
            html: """
                <html><head><div><p>stray</div></p><meta property="og:title" content="Still 'here'" content="x" property="y"
                <meta name=description content="a > b & c &copy d &unknown; &#x110000; e"/><link rel=icon href=../i.png></span></head></html>
                """,
            embed:
                #"{"type":"Website","url":"https://broken.example/a/b","original_url":"https://broken.example/a/b","title":"Still 'here'","icon_url":"https://broken.example/i.png"}"#
        ),
        SitePage(
            name: "tags in the body of a page without a head",
            url: "https://headless.example/",
            html: #"<body><div><meta property="og:title" content="Below"></div>"#,
            embed:
                #"{"type":"Website","url":"https://headless.example/","original_url":"https://headless.example/","title":"Below"}"#
        ),
        SitePage(
            name: "what stands behind the head does not count",
            url: "https://guest.example/",
            html:
                #"<head><title>Mine</title></head><body><meta property="og:title" content="A comment's"><meta name="description" content="x">"#,
            embed:
                #"{"type":"Website","url":"https://guest.example/","original_url":"https://guest.example/","title":"Mine"}"#
        ),
    ]
}
