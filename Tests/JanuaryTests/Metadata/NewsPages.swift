extension SitePages {
    static let news: [SitePage] = [
        SitePage(
            name: "British broadcaster's article, data-rh attributes",
            url: "https://www.bbc.co.uk/news/articles/c0abc",
            html: """
                <!DOCTYPE html><html lang="en-GB" class="no-js"><head><meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title data-rh="true">Rail fares: What&#x27;s changing - BBC News</title>
                <link rel="icon" href="https://static.files.bbci.co.uk/favicon.ico" sizes="32x32"/>
                <link rel="apple-touch-icon" sizes="180x180" href="https://static.files.bbci.co.uk/apple-touch-180.png"/>
                <meta data-rh="true" name="description" content="Passengers will pay more &amp; get &quot;less&quot;."/>
                <meta data-rh="true" name="theme-color" content="#FFFFFF"/>
                <meta data-rh="true" property="og:title" content="Rail fares: What&#x27;s changing"/>
                <meta data-rh="true" property="og:type" content="article"/>
                <meta data-rh="true" property="og:description" content="Passengers will pay more &amp; get &quot;less&quot;."/>
                <meta data-rh="true" property="og:site_name" content="BBC News"/>
                <meta data-rh="true" property="og:image" content="https://ichef.bbci.co.uk/news/1024/train.jpg"/>
                <meta data-rh="true" property="og:url" content="https://www.bbc.com/news/articles/c0abc"/>
                <meta data-rh="true" name="twitter:card" content="summary_large_image"/>
                <script type="application/ld+json">{"@context":"http://schema.org","headline":"<meta property='og:title' content='no'>"}</script>
                </head><body><div id="root"></div></body></html>
                """,
            sizes: ["https://ichef.bbci.co.uk/news/1024/train.jpg": (1024, 576)],
            embed:
                ##"{"type":"Website","url":"https://www.bbc.co.uk/news/articles/c0abc","original_url":"https://www.bbc.co.uk/news/articles/c0abc","title":"Rail fares: What's changing","description":"Passengers will pay more & get \"less\".","image":{"url":"https://ichef.bbci.co.uk/news/1024/train.jpg","width":1024,"height":576,"size":"Large"},"site_name":"BBC News","icon_url":"https://static.files.bbci.co.uk/apple-touch-180.png","colour":"#FFFFFF"}"##
        ),
        SitePage(
            name: "newspaper with a video and typed sizes",
            url: "https://www.nytimes.com/2026/01/02/world/story.html?smid=tw",
            html: """
                <!DOCTYPE html>
                <html lang="en" class="story"  xmlns:og="http://opengraphprotocol.org/schema/"><head>
                <meta charset="utf-8" /><title data-rh="true">A Long Story - The New York Times</title>
                <meta data-rh="true" name="description" content="It is long."/>
                <meta data-rh="true" property="og:url" content="https://www.nytimes.com/2026/01/02/world/story.html"/>
                <meta data-rh="true" property="og:title" content="A Long Story (Published 2026)"/>
                <meta data-rh="true" property="og:image" content="https://static01.nyt.com/a/facebookJumbo.jpg?year=2026&amp;h=549"/>
                <meta data-rh="true" property="og:image:width" content="1050"/>
                <meta data-rh="true" property="og:image:height" content="549"/>
                <link data-rh="true" rel="shortcut icon" href="/vi-assets/static/favicon.ico"/>
                <meta name="twitter:card" content="summary_large_image">
                </head><body></body></html>
                """,
            embed:
                #"{"type":"Website","url":"https://www.nytimes.com/2026/01/02/world/story.html","original_url":"https://www.nytimes.com/2026/01/02/world/story.html?smid=tw","title":"A Long Story (Published 2026)","description":"It is long.","image":{"url":"https://static01.nyt.com/a/facebookJumbo.jpg?year=2026&h=549","width":1050,"height":549,"size":"Large"},"icon_url":"https://www.nytimes.com/vi-assets/static/favicon.ico"}"#
        ),
        SitePage(
            name: "Japanese newspaper, long title cut between characters",
            url: "https://www3.nhk.or.jp/news/html/1.html",
            html: """
                <!doctype html><html lang="ja"><head><meta charset="UTF-8">
                <title>記事 | NHKニュース</title>
                <meta property="og:title" content="気象庁は台風の接近に伴い関東地方を中心に激しい雨が降るおそれがあるとして警戒を呼びかけています">
                <meta property="og:site_name" content="NHKニュース・防災アプリとウェブ">
                <meta property="og:description" content="　台風の情報です。　">
                <meta property="og:image" content="//www3.nhk.or.jp/news/img/fb.jpg">
                <meta property="og:image:width" content="640px"><meta property="og:image:height" content="360px">
                <meta name="twitter:card" content="summary">
                </head><body>
                """,
            embed:
                #"{"type":"Website","url":"https://www3.nhk.or.jp/news/html/1.html","original_url":"https://www3.nhk.or.jp/news/html/1.html","title":"気象庁は台風の接近に伴い関東地方を中心に激しい雨が降るおそれがある","description":"台風の情報です。","image":{"url":"https://www3.nhk.or.jp/news/img/fb.jpg","width":640,"height":360,"size":"Preview"},"site_name":"NHKニュース・防災アプ"}"#
        ),
        SitePage(
            name: "Arabic news, right to left",
            url: "https://www.aljazeera.net/news/2026/1/1/%D8%AE",
            html: """
                <!DOCTYPE html><html lang="ar" dir="rtl"><head><meta charSet="utf-8"/>
                <title>عاجل | الجزيرة نت</title>
                <meta name="title" content="خبر عاجل من &#1575;&#1604;&#1602;&#1583;&#1587;"/>
                <meta property="og:site_name" content="الجزيرة نت"/>
                <meta name="description" content="وصف\u{200F} الخبر"/>
                <link rel="apple-touch-icon" href="/static/touch.png"/>
                <meta name="theme-color" content="#fa9000"/></head><body dir="rtl">
                """,
            embed:
                "{\"type\":\"Website\",\"url\":\"https://www.aljazeera.net/news/2026/1/1/%D8%AE\",\"original_url\":\"https://www.aljazeera.net/news/2026/1/1/%D8%AE\",\"title\":\"خبر عاجل من القدس\",\"description\":\"وصف\u{200F} الخبر\",\"site_name\":\"الجزيرة نت\",\"icon_url\":\"https://www.aljazeera.net/static/touch.png\",\"colour\":\"#fa9000\"}"
        ),
        SitePage(
            name: "Hebrew blog on WordPress with an SEO block",
            url: "https://blog.example.co.il/?p=12",
            html: """
                <!DOCTYPE html><html dir="rtl" lang="he-IL" prefix="og: https://ogp.me/ns#"><head>
                <meta charset="UTF-8"><link rel="profile" href="https://gmpg.org/xfn/11">
                <!-- Search Engine Optimization by Rank Math - <meta property="og:title" content="wrong"> -->
                <title>שלום עולם - בלוג</title>
                <meta name="robots" content="follow, index, max-image-preview:large"/>
                <link rel="canonical" href="https://blog.example.co.il/hello/" />
                <meta property="og:locale" content="he_IL" /><meta property="og:type" content="article" />
                <meta property="og:title" content="שלום עולם" />
                <meta property="og:url" content="https://blog.example.co.il/hello/" />
                <meta property="og:image" content="https://blog.example.co.il/wp-content/uploads/a b.png" />
                <meta property="og:image:width" content="300" /><meta property="og:image:height" content="200" />
                <link rel="alternate" type="application/json+oembed" href="https://blog.example.co.il/wp-json/oembed/1.0/embed?url=x" />
                <link rel="icon" href="/w-32.png" sizes="32x32" /><link rel="icon" href="/w-192.png" sizes="192x192" />
                </head><body>
                """,
            embed:
                #"{"type":"Website","url":"https://blog.example.co.il/hello/","original_url":"https://blog.example.co.il/?p=12","title":"שלום עולם","image":{"url":"https://blog.example.co.il/wp-content/uploads/a%20b.png","width":300,"height":200,"size":"Preview"},"icon_url":"https://blog.example.co.il/w-192.png"}"#
        ),
        SitePage(
            name: "personal page with a title alone",
            url: "https://example.org/~me/",
            html: "<html>\n<head>\n<title>\n  My\n\n  home   page\n</title></head><body bgcolor=white><h1>Hi</h1>",
            embed:
                #"{"type":"Website","url":"https://example.org/~me/","original_url":"https://example.org/~me/","title":"My home page"}"#
        ),
    ]
}
