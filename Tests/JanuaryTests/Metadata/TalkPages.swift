extension SitePages {
    static let talk: [SitePage] = [
        SitePage(
            name: "microblog of the fediverse",
            url: "https://mastodon.social/@Gargron/1",
            html: """
                <!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><meta content='width=device-width' name='viewport'>
                <link href='/packs/android-icon-36x36.png' rel='icon' sizes='36x36' type='image/png'>
                <link href='/packs/apple-touch-icon-57x57.png' rel='apple-touch-icon' sizes='57x57'>
                <link href='/packs/apple-touch-icon-1024x1024.png' rel='apple-touch-icon' sizes='1024x1024'>
                <link href='/packs/apple-touch-icon-180x180.png' rel='apple-touch-icon' sizes='180x180'>
                <meta content='#181820' name='theme-color'><title>Eugen (@Gargron): "Hello 🐘👩‍👩‍👧"</title>
                <link href='https://mastodon.social/api/oembed?format=json' rel='alternate' type='application/json+oembed'>
                <meta content="Mastodon" property="og:site_name" /><meta content="article" property="og:type" />
                <meta content="Eugen (@Gargron@mastodon.social)" property="og:title" /><meta content="https://mastodon.social/@Gargron/1" property="og:url" />
                <meta content='Attached: 1 image

                Hello 🐘👩‍👩‍👧' property='og:description' /><meta content="https://files.mastodon.social/a.jpg" property="og:image" />
                <meta content="image/jpeg" property="og:image:type" /><meta content="1280" property="og:image:width" /><meta content="853" property="og:image:height" />
                <meta content="summary_large_image" property="twitter:card" /></head>
                """,
            embed:
                ##"{"type":"Website","url":"https://mastodon.social/@Gargron/1","original_url":"https://mastodon.social/@Gargron/1","title":"Eugen (@Gargron@mastodon.social)","description":"Attached: 1 image Hello 🐘👩‍👩‍👧","image":{"url":"https://files.mastodon.social/a.jpg","width":1280,"height":853,"size":"Large"},"site_name":"Mastodon","icon_url":"https://mastodon.social/packs/apple-touch-icon-180x180.png","colour":"#181820"}"##
        ),
        SitePage(
            name: "microblog behind an embed fixer, other domain in og:url",
            url: "https://fxtwitter.com/a/status/1",
            html: """
                <!DOCTYPE html><html lang="en"><head><link rel="canonical" href="https://twitter.com/a/status/1"/>
                <meta property="og:url" content="https://twitter.com/a/status/1"/><meta property="theme-color" content="#00a8fc"/>
                <meta property="twitter:title" content="A (@a)"/><meta http-equiv="refresh" content="0;url=https://twitter.com/a/status/1"/>
                <meta property="twitter:card" content="player"/><meta property="og:video" content="https://video.twimg.com/v.mp4"/>
                <meta property="og:video:width" content="720"/><meta property="og:video:height" content="1280"/><meta property="og:video:type" content="video/mp4"/>
                <meta property="og:title" content="A (@a)"/><meta property="og:description" content="text"/><meta property="og:site_name" content="FxTwitter"/></head>
                """,
            embed:
                ##"{"type":"Website","url":"https://fxtwitter.com/a/status/1","original_url":"https://fxtwitter.com/a/status/1","title":"A (@a)","description":"text","video":{"url":"https://video.twimg.com/v.mp4","width":720,"height":1280},"site_name":"FxTwitter","colour":"#00a8fc"}"##
        ),
        SitePage(
            name: "forum of the newer kind",
            url: "https://forums.swift.org/t/pitch/1/5",
            html: """
                <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Pitch - Swift Forums</title>
                <meta name="theme-color" media="all" content="#ffffff"><link rel="icon" type="image/png" href="https://global.discourse-cdn.com/swift/32x32.png">
                <link rel="apple-touch-icon" type="image/png" href="https://global.discourse-cdn.com/swift/180x180.png">
                <script type="application/json">{"a":"<\\/head>"}</script>
                <meta property="og:site_name" content="Swift Forums" /><meta name="twitter:card" content="summary" />
                <meta name="twitter:image" content="https://global.discourse-cdn.com/swift/logo.png" /><meta property="og:image" content="https://global.discourse-cdn.com/swift/logo.png" />
                <meta property="og:url" content="https://forums.swift.org/t/pitch/1/5" /><meta property="og:title" content="Pitch" /></head>
                """,
            sizes: ["https://global.discourse-cdn.com/swift/logo.png": (200, 50)],
            embed:
                ##"{"type":"Website","url":"https://forums.swift.org/t/pitch/1/5","original_url":"https://forums.swift.org/t/pitch/1/5","title":"Pitch","image":{"url":"https://global.discourse-cdn.com/swift/logo.png","width":200,"height":50,"size":"Preview"},"site_name":"Swift Forums","icon_url":"https://global.discourse-cdn.com/swift/180x180.png","colour":"#ffffff"}"##
        ),
        SitePage(
            name: "forum of the older kind in capitals, unquoted",
            url: "http://forum.example.net/viewtopic.php?t=5&sid=1",
            html: """
                <!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">
                <HTML DIR=ltr LANG=en><HEAD><META HTTP-EQUIV=Content-Type CONTENT="text/html; charset=utf-8">
                <TITLE>View topic - Hello &bull; Forum</TITLE><META NAME=description CONTENT=Topic>
                <LINK REL="SHORTCUT ICON" HREF="favicon.ico"><META NAME=theme-color CONTENT=red></HEAD><BODY>
                """,
            embed:
                #"{"type":"Website","url":"http://forum.example.net/viewtopic.php?t=5&sid=1","original_url":"http://forum.example.net/viewtopic.php?t=5&sid=1","title":"View topic - Hello • Forum","description":"Topic","icon_url":"http://forum.example.net/favicon.ico","colour":"red"}"#
        ),
        SitePage(
            name: "link board, read in its old form",
            url: "https://old.reddit.com/r/swift/comments/1/x/",
            html: """
                <!doctype html><html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en"><head><title>X : swift</title>
                <meta name="keywords" content=" reddit" /><meta name="description" content="5 votes, 1 comment" />
                <link rel="canonical" href="https://www.reddit.com/r/swift/comments/1/x/"/><meta property="og:image" content="https://www.redditstatic.com/icon.png">
                <meta property="og:site_name" content="reddit"><meta property="og:description" content="5 votes"><meta property="og:title" content="X &#8226; r/swift">
                <meta property="og:image:width" content="256"><meta property="og:image:height" content="256">
                <link rel='icon' href="//www.redditstatic.com/desktop2x/img/favicon/favicon-32x32.png" sizes="32x32"></head>
                """,
            embed:
                #"{"type":"Website","url":"https://old.reddit.com/r/swift/comments/1/x/","original_url":"https://old.reddit.com/r/swift/comments/1/x/","title":"X • r/swift","description":"5 votes","image":{"url":"https://www.redditstatic.com/icon.png","width":256,"height":256,"size":"Preview"},"site_name":"reddit","icon_url":"https://www.redditstatic.com/desktop2x/img/favicon/favicon-32x32.png"}"#
        ),
        SitePage(
            name: "messenger's public page after a short link",
            url: "https://short.example/x",
            final: "https://t.me/swift_ru/5",
            html: """
                <!DOCTYPE html><html><head><meta charset="utf-8"><title>Telegram: View @swift_ru</title>
                <script>try{if(window.parent!=null&&window!=window.parent){window.parent.postMessage('<body>')}}catch(e){}</script>
                <meta property="og:title" content="Swift"><meta property="og:image" content="/img/t_logo.png"><meta property="og:site_name" content="Telegram">
                <meta property="og:description" content="Привет!&#33;"><meta property="twitter:card" content="summary_large_image">
                <link rel="icon" type="image/svg+xml" href="//telegram.org/img/website_icon.svg?4"></head><body class="no_transition">
                """,
            sizes: ["https://t.me/img/t_logo.png": (512, 512)],
            embed:
                #"{"type":"Website","url":"https://short.example/x","original_url":"https://short.example/x","title":"Swift","description":"Привет!!","image":{"url":"https://t.me/img/t_logo.png","width":512,"height":512,"size":"Large"},"site_name":"Telegram","icon_url":"https://telegram.org/img/website_icon.svg?4"}"#
        ),
    ]
}
