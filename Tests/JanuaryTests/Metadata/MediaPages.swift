extension SitePages {
    static let media: [SitePage] = [
        SitePage(
            name: "video host whose player is a page",
            url: "https://vimeo.com/76979871",
            html: """
                <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The New Player on Vimeo</title>
                <meta property="og:site_name" content="Vimeo"><meta property="og:url" content="https://vimeo.com/76979871">
                <meta property="og:title" content="The New Player"><meta property="og:image" content="https://i.vimeocdn.com/a.png">
                <meta property="og:image:width" content="1280"><meta property="og:image:height" content="720">
                <meta property="og:video:url" content="https://player.vimeo.com/video/76979871?autoplay=1">
                <meta property="og:video:type" content="text/html"><meta property="og:video:width" content="1280">
                <meta property="og:video:height" content="720"><meta name="twitter:card" content="player"></head><body>
                """,
            embed:
                #"{"type":"Website","url":"https://vimeo.com/76979871","original_url":"https://vimeo.com/76979871","title":"The New Player","image":{"url":"https://i.vimeocdn.com/a.png","width":1280,"height":720,"size":"Preview"},"site_name":"Vimeo"}"#
        ),
        SitePage(
            name: "clip host with a file",
            url: "https://streamable.com/moo",
            html: """
                <html><head><meta charset="utf-8"><title>Watch Cow | Streamable</title>
                <meta property="og:url" content="https://streamable.com/moo"><meta property="og:site_name" content="Streamable">
                <meta property="og:title" content="Cow"><meta property="og:image" content="//cdn-cf-east.streamable.com/image/moo.jpg?x=1&y=2">
                <meta property="og:video" content="https://cdn.streamable.com/moo.mp4"><meta property="og:video:type" content="video/mp4">
                <meta property="og:video:width" content="848"><meta property="og:video:height" content="480">
                <meta name="theme-color" content="#0f90fa"></head><body>
                """,
            embed:
                ##"{"type":"Website","url":"https://streamable.com/moo","original_url":"https://streamable.com/moo","special":{"type":"Streamable","id":"moo"},"title":"Cow","video":{"url":"https://cdn.streamable.com/moo.mp4","width":848,"height":480},"site_name":"Streamable","colour":"#0f90fa"}"##
        ),
        SitePage(
            name: "music player, track",
            url: "https://open.spotify.com/intl-de/track/4cOdK2wGLETKBW3PvgPWqT?si=abc",
            html: """
                <!DOCTYPE html><html lang="en"><head><meta charSet="UTF-8"/><title>Never Gonna - song by R | Spotify</title>
                <meta property="og:site_name" content="Spotify"/><meta property="og:title" content="Never Gonna"/>
                <meta property="og:description" content="R · Song · 1987"/>
                <meta property="og:url" content="https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT"/>
                <meta property="og:image" content="https://i.scdn.co/image/ab67"/>
                <link rel="alternate" type="application/json+oembed" href="https://open.spotify.com/oembed?url=x"/>
                <link rel="icon" sizes="32x32" type="image/png" href="https://open.spotifycdn.com/cdn/images/favicon32.png"/></head>
                """,
            embed:
                ##"{"type":"Website","url":"https://open.spotify.com/track/4cOdK2wGLETKBW3PvgPWqT","original_url":"https://open.spotify.com/intl-de/track/4cOdK2wGLETKBW3PvgPWqT?si=abc","special":{"type":"Spotify","content_type":"track","id":"4cOdK2wGLETKBW3PvgPWqT"},"title":"Never Gonna","description":"R · Song · 1987","image":{"url":"https://i.scdn.co/image/ab67","width":0,"height":0,"size":"Preview"},"site_name":"Spotify","icon_url":"https://open.spotifycdn.com/cdn/images/favicon32.png","colour":"#1ABC9C"}"##
        ),
        SitePage(
            name: "record shop, album with an HTML player",
            url: "https://artist.bandcamp.com/album/night",
            html: """
                <!DOCTYPE html><html><head><title>Night | Artist</title><meta name="title" content="Night, by Artist">
                <meta property="og:title" content="Night, by Artist"><meta property="og:type" content="album">
                <meta property="og:site_name" content="Artist"><meta property="og:description" content="8 track album">
                <meta property="og:image" content="https://f4.bcbits.com/img/a1_5.jpg">
                <meta property="og:url" content="https://artist.bandcamp.com/album/night">
                <meta property="og:video" content="https://bandcamp.com/EmbeddedPlayer/v=2/album=42/size=large/tracklist=false/">
                <meta property="og:video:type" content="text/html"><meta property="og:video:height" content="120">
                <meta property="og:video:width" content="400"></head>
                """,
            embed:
                #"{"type":"Website","url":"https://artist.bandcamp.com/album/night","original_url":"https://artist.bandcamp.com/album/night","special":{"type":"Bandcamp","content_type":"Album","id":"42"},"title":"Night, by Artist","description":"8 track album","video":{"url":"https://bandcamp.com/EmbeddedPlayer/v=2/album=42/size=large/tracklist=false/","width":400,"height":120},"site_name":"Artist"}"#
        ),
        SitePage(
            name: "GIF host",
            url: "https://tenor.com/view/cat-jam-gif-18110512",
            html: """
                <!DOCTYPE html><html lang="en"><head><title>Cat Jam GIF</title><link rel="shortcut icon" type="image/png" href="/assets/img/favicon.png">
                <meta name="description" content="Click to view the GIF"><meta property="og:url" content="https://tenor.com/view/cat-jam-gif-18110512">
                <meta property="og:site_name" content="Tenor"><meta property="og:title" content="Cat Jam GIF">
                <meta property="og:video" content="https://media.tenor.com/x/cat.mp4"><meta property="og:video:width" content="640">
                <meta property="og:video:height" content="640"><meta property="og:image" content="https://media.tenor.com/x/cat.gif"></head>
                """,
            embed:
                #"{"type":"Website","url":"https://tenor.com/view/cat-jam-gif-18110512","original_url":"https://tenor.com/view/cat-jam-gif-18110512","special":{"type":"GIF"},"title":"Cat Jam GIF","description":"Click to view the GIF","video":{"url":"https://media.tenor.com/x/cat.mp4","width":640,"height":640},"site_name":"Tenor","icon_url":"https://tenor.com/assets/img/favicon.png"}"#
        ),
        SitePage(
            name: "photo host: several pictures, sizes of the first only",
            url: "https://imgur.com/gallery/abc",
            html: """
                <html><head><title>Gallery</title><meta property="og:title" content="Cats">
                <meta property="og:image" content="https://i.imgur.com/1.jpg?fb"><meta property="og:image" content="https://i.imgur.com/2.jpg">
                <meta property="og:image:width" content="10"><meta property="og:image:height" content="20">
                <meta name="twitter:card" content="summary_large_image"></head>
                """,
            sizes: ["https://i.imgur.com/1.jpg?fb": (800, 600)],
            embed:
                #"{"type":"Website","url":"https://imgur.com/gallery/abc","original_url":"https://imgur.com/gallery/abc","title":"Cats","image":{"url":"https://i.imgur.com/1.jpg?fb","width":800,"height":600,"size":"Large"}}"#
        ),
        SitePage(
            name: "pictures that cannot be read are left out",
            url: "https://photos.example/1",
            html: """
                <head><meta property=og:title content=One><meta property=og:video content="https://photos.example/player">
                <meta property=og:image content=missing.png></head>
                """,
            embed:
                #"{"type":"Website","url":"https://photos.example/1","original_url":"https://photos.example/1","title":"One"}"#
        ),
        SitePage(
            name: "podcast: video file without sizes is measured and displaces the image",
            url: "https://cast.example/e/1",
            html: """
                <head><base href="https://cdn.example/e/"><meta property="og:title" content="Ep 1">
                <meta property="og:video" content="one.mp4"><meta property="og:image" content="one.jpg"></head>
                """,
            sizes: ["https://cdn.example/e/one.mp4": (1920, 1080)],
            embed:
                #"{"type":"Website","url":"https://cast.example/e/1","original_url":"https://cast.example/e/1","title":"Ep 1","video":{"url":"https://cdn.example/e/one.mp4","width":1920,"height":1080}}"#
        ),
        SitePage(
            name: "oEmbed speaks for a page that says nothing",
            url: "https://gallery.example/p/7",
            html: """
                <head><title>Gallery</title>
                <link rel="alternate" type="text/xml+oembed" href="/oembed.xml"><link rel=alternate type="application/json+oembed" href="/oembed?u=7"></head>
                """,
            others: [
                "https://gallery.example/oembed?u=7": (
                    "application/json",
                    #"{"type":"photo","title":" A  picture ","author_name":"Ann","provider_name":"Gallery","thumbnail_url":"/t.jpg","thumbnail_width":320,"thumbnail_height":"200"}"#
                )
            ],
            embed:
                #"{"type":"Website","url":"https://gallery.example/p/7","original_url":"https://gallery.example/p/7","title":"A picture","description":"Ann","image":{"url":"https://gallery.example/t.jpg","width":320,"height":200,"size":"Preview"},"site_name":"Gallery"}"#
        ),
    ]
}
