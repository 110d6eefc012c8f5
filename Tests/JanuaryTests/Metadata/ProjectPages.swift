extension SitePages {
    static let projects: [SitePage] = [
        SitePage(
            name: "code forge",
            url: "https://github.com/stoatchat/stoatchat",
            html: """
                <!DOCTYPE html><html lang="en" data-color-mode="auto"><head><meta charset="utf-8">
                <link rel="dns-prefetch" href="https://github.githubassets.com"><script crossorigin="anonymous" src="a.js"></script>
                <title>GitHub - stoatchat/stoatchat: Monorepo for the backend</title>
                <meta name="route-pattern" content="/:user_id/:repository" data-turbo-transient>
                <meta name="description" content="Monorepo for the backend. Contribute.">
                <link rel="fluid-icon" href="https://github.com/fluidicon.png" title="GitHub">
                <meta name="twitter:image" content="https://opengraph.githubassets.com/1/stoatchat" /><meta name="twitter:card" content="summary_large_image" />
                <meta property="og:image" content="https://opengraph.githubassets.com/1/stoatchat" /><meta property="og:image:alt" content="x" />
                <meta property="og:image:width" content="1200" /><meta property="og:image:height" content="600" />
                <meta property="og:site_name" content="GitHub" /><meta property="og:title" content="GitHub - stoatchat/stoatchat" />
                <meta property="og:url" content="https://github.com/stoatchat/stoatchat" />
                <link rel="mask-icon" href="https://github.githubassets.com/mask.svg" color="#000000">
                <link rel="alternate icon" class="js-site-favicon" type="image/png" href="https://github.githubassets.com/favicons/favicon.png">
                <link rel="icon" class="js-site-favicon" type="image/svg+xml" href="https://github.githubassets.com/favicons/favicon.svg">
                <meta name="theme-color" content="#1e2327"></head><body>
                """,
            embed:
                ##"{"type":"Website","url":"https://github.com/stoatchat/stoatchat","original_url":"https://github.com/stoatchat/stoatchat","title":"GitHub - stoatchat/stoatchat","description":"Monorepo for the backend. Contribute.","image":{"url":"https://opengraph.githubassets.com/1/stoatchat","width":1200,"height":600,"size":"Large"},"site_name":"GitHub","icon_url":"https://github.githubassets.com/favicons/favicon.png","colour":"#1e2327"}"##
        ),
        SitePage(
            name: "self-hosted forge on another port",
            url: "http://git.example.org:3000/o/r",
            html: """
                <!DOCTYPE html><html lang="en-US"><head><title>o/r - r - Forgejo</title><link rel="manifest" href="data:application/json;base64,e30=">
                <meta name="description" content="r"><link rel="icon" href="/assets/img/favicon.svg" type="image/svg+xml">
                <meta property="og:title" content="r"><meta property="og:url" content="http://git.example.org:3000/o/r">
                <meta property="og:image" content="http://git.example.org:3000/avatars/9"></head><body>
                """,
            sizes: ["http://git.example.org:3000/avatars/9": (290, 290)],
            embed:
                #"{"type":"Website","url":"http://git.example.org:3000/o/r","original_url":"http://git.example.org:3000/o/r","title":"r","description":"r","image":{"url":"http://git.example.org:3000/avatars/9","width":290,"height":290,"size":"Preview"},"icon_url":"http://git.example.org:3000/assets/img/favicon.svg"}"#
        ),
        SitePage(
            name: "wiki",
            url: "https://ja.wikipedia.org/wiki/%E3%82%AA%E3%82%B3%E3%82%B8%E3%83%A7",
            html: """
                <!DOCTYPE html><html class="client-nojs" lang="ja" dir="ltr"><head><meta charset="UTF-8"/><title>オコジョ - Wikipedia</title>
                <script>(function(){var className="client-js";document.title="<title>no</title>";}());</script>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#eaecf0"/><meta name="theme-color" content="#000"/>
                <meta property="og:image" content="https://upload.wikimedia.org/a/1200px-Stoat.jpg"/><meta property="og:image:width" content="1200"/>
                <meta property="og:image:height" content="800"/><meta property="og:image" content="https://upload.wikimedia.org/a/800px-Stoat.jpg"/>
                <meta property="og:image:width" content="800"/><meta property="og:image:height" content="533"/>
                <meta property="og:title" content="オコジョ - Wikipedia"/><link rel="apple-touch-icon" href="/static/apple-touch/wikipedia.png"/>
                <link rel="icon" href="/static/favicon/wikipedia.ico"/><link rel="canonical" href="https://ja.wikipedia.org/wiki/%E3%82%AA"/></head>
                """,
            embed:
                ##"{"type":"Website","url":"https://ja.wikipedia.org/wiki/%E3%82%AA%E3%82%B3%E3%82%B8%E3%83%A7","original_url":"https://ja.wikipedia.org/wiki/%E3%82%AA%E3%82%B3%E3%82%B8%E3%83%A7","title":"オコジョ - Wikipedia","image":{"url":"https://upload.wikimedia.org/a/1200px-Stoat.jpg","width":1200,"height":800,"size":"Preview"},"icon_url":"https://ja.wikipedia.org/static/apple-touch/wikipedia.png","colour":"#eaecf0"}"##
        ),
        SitePage(
            name: "questions and answers",
            url: "https://stackoverflow.com/questions/1732348/regex?rq=1",
            html: """
                <!DOCTYPE html><html itemscope itemtype="https://schema.org/QAPage" class="html__responsive" lang="en"><head>
                <title>RegEx match open tags - Stack Overflow</title><link rel="shortcut icon" href="https://cdn.sstatic.net/favicon.ico?v=ec">
                <link rel="apple-touch-icon" href="https://cdn.sstatic.net/apple-touch-icon.png?v=c7"><link rel="image_src" href="x">
                <meta property="og:type" content= "website" /><meta property="og:url" content="https://stackoverflow.com/questions/1732348/regex"/>
                <meta property="og:site_name" content="Stack Overflow" />
                <meta property="og:image" itemprop="image primaryImageOfPage" content="https://cdn.sstatic.net/apple-touch-icon@2.png?v=73" />
                <meta name="twitter:card" content="summary"/><meta name="twitter:domain" content="stackoverflow.com"/>
                <meta name="twitter:title" property="og:title" itemprop="name" content="RegEx match open tags" />
                <meta name="twitter:description" property="og:description" itemprop="description" content="I need &lt;p&gt;
                &lt;a href=&quot;foo&quot;&gt;&#xA;But not &lt;br /&gt;" /></head>
                """,
            sizes: ["https://cdn.sstatic.net/apple-touch-icon@2.png?v=73": (316, 316)],
            embed:
                #"{"type":"Website","url":"https://stackoverflow.com/questions/1732348/regex","original_url":"https://stackoverflow.com/questions/1732348/regex?rq=1","title":"RegEx match open tags","description":"I need <p> <a href=\"foo\"> But not <br />","image":{"url":"https://cdn.sstatic.net/apple-touch-icon@2.png?v=73","width":316,"height":316,"size":"Preview"},"site_name":"Stack Overflow","icon_url":"https://cdn.sstatic.net/apple-touch-icon.png?v=c7"}"#
        ),
        SitePage(
            name: "shop",
            url: "https://shop.example.com/products/mug",
            html: """
                <!doctype html><html class="no-js" lang="de"><head><meta charset="utf-8"><meta http-equiv="X-UA-Compatible" content="IE=edge">
                <link rel="canonical" href="https://shop.example.com/products/mug"><link rel="icon" type="image/png" href="//shop.example.com/cdn/shop/files/fav.png?crop=center&height=32&v=1&width=32">
                <title>
                      Becher
                 &ndash; Laden</title>
                <meta name="description" content="Ein Becher f&uuml;r Kaffee &hellip; 12,00&nbsp;&euro;">
                <meta property="og:site_name" content="Laden"><meta property="og:url" content="https://shop.example.com/products/mug">
                <meta property="og:title" content="Becher"><meta property="og:type" content="product">
                <meta property="og:image" content="http://shop.example.com/cdn/mug.jpg?v=1"><meta property="og:image:secure_url" content="https://shop.example.com/cdn/mug.jpg?v=1">
                <meta property="og:image:width" content="2048"><meta property="og:image:height" content="2048"></head><body class="gradient">
                """,
            embed:
                "{\"type\":\"Website\",\"url\":\"https://shop.example.com/products/mug\",\"original_url\":\"https://shop.example.com/products/mug\",\"title\":\"Becher\",\"description\":\"Ein Becher für Kaffee … 12,00 €\",\"image\":{\"url\":\"http://shop.example.com/cdn/mug.jpg?v=1\",\"width\":2048,\"height\":2048,\"size\":\"Preview\"},\"site_name\":\"Laden\",\"icon_url\":\"https://shop.example.com/cdn/shop/files/fav.png?crop=center&height=32&v=1&width=32\"}"
        ),
        SitePage(
            name: "game shop behind an XHTML prologue",
            url: "https://store.steampowered.com/app/620/",
            html: """
                <?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">
                <html class=" responsive" lang="en"  >
                <head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8" /><title>Portal 2 on Steam</title>
                <link rel="shortcut icon" href="/favicon.ico" type="image/x-icon"><meta name="theme-color" content="#171a21">
                <meta name="Description" content="Perpetual Testing."><meta name="twitter:card" content="summary_large_image">
                <meta property="og:title" content="Portal 2 on Steam"><meta property="twitter:title" content="no">
                <meta property="og:site" content="Steam"><meta property="twitter:image" content="https://shared.steamstatic.com/620/header.jpg"></head>
                """,
            sizes: ["https://shared.steamstatic.com/620/header.jpg": (460, 215)],
            embed:
                ##"{"type":"Website","url":"https://store.steampowered.com/app/620/","original_url":"https://store.steampowered.com/app/620/","title":"Portal 2 on Steam","description":"Perpetual Testing.","image":{"url":"https://shared.steamstatic.com/620/header.jpg","width":460,"height":215,"size":"Large"},"icon_url":"https://store.steampowered.com/favicon.ico","colour":"#171a21"}"##
        ),
    ]
}
