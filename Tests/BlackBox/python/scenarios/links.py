"""Links in messages: embeds come by themselves, in order, live and stored, and lead nowhere inside."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from blackbox.checks import RuleBook, expect, expect_equal, until
from blackbox.files import FilesContract
from blackbox.people import source_address
from blackbox.pictures import encoded, opened, picture
from blackbox.rest import Rest

book = RuleBook()
rule = book.rule

PAGES = {
    "/news": ("text/html", b'<!doctype html><head><title>x</title><meta property="og:title" content="Storm &amp; sea"><meta property="og:description" content="It rains."><meta property="og:site_name" content="The Gazette"><meta name="theme-color" content="#123456"></head><body>'),
    "/sjis": ("text/html; charset=Shift_JIS", "<head><title>日本語の題</title></head><body>".encode("shift_jis")),
    "/dull": ("text/html", b"<p>nothing"),
    "/photo.png": ("image/png", encoded(picture(320, 200), "PNG")),
    "/script.svg": ("image/svg+xml", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
}


class Site:
    """A web site on this machine that the link proxy may visit."""

    def __init__(self, world):
        self.base = f"http://127.0.0.1:{world.site}"
        self.port = world.site
        self.asked: list[str] = []

    async def answer(self, reader, writer):
        """One request on a connection of its own."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        path = head.split(" ")[1].split("?")[0]
        self.asked.append(path)
        if path.startswith("/to/"):
            line = f"HTTP/1.1 302 Found\r\nLocation: {head.split(' ')[1][4:]}\r\nContent-Length: 0\r\n"
            writer.write(f"{line}Connection: close\r\n\r\n".encode())
        else:
            kind, body = PAGES.get(path, ("text/plain", b"none"))
            status = "200 OK" if path in PAGES else "404 Not Found"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body)
        await writer.drain()
        writer.close()


async def run(world):
    site = Site(world)
    world.here = site
    server = await asyncio.start_server(site.answer, "127.0.0.1", site.port)
    async with server:
        await book.run(world)


def proxy(world):
    """The link proxy as a client sees it."""
    return Rest(world.links, FilesContract(world.contract), source_address())


async def embeds_of(person, channel, message):
    """The embeds of a message once it has some."""
    async def look():
        found = await person.rest.call("GET", f"/channels/{channel}/messages/{message['_id']}", wants=200)
        return found.get("embeds")

    return await until(look, 20, "embeds")


@rule("a link gets its embed: told live, and stored")
async def live(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    socket = await (await world.resident("ben")).socket()
    message = await ann.say(channel, f"look: {world.here.base}/news")
    expect("embeds" not in message, "at once")
    event = await socket.expect("MessageAppend", id=message["_id"])
    wanted = {
        "type": "Website", "url": f"{world.here.base}/news", "original_url": f"{world.here.base}/news", "title": "Storm & sea",
        "description": "It rains.", "site_name": "The Gazette", "colour": "#123456",
    }
    expect_equal(event["append"], {"embeds": [wanted]}, "append")
    expect_equal(event["channel"], channel, "channel")
    expect_equal(await embeds_of(ann, channel, message), [wanted], "stored")
    await socket.close()


@rule("embeds stand in the order of the links, whatever their kinds; what has none leaves no gap")
async def order(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    base = world.here.base
    message = await ann.say(channel, f"{base}/photo.png {base}/dull {base}/none {base}/sjis {base}/photo.png#again")
    embeds = await embeds_of(ann, channel, message)
    expect_equal(embeds[0], {"type": "Image", "url": f"{base}/photo.png", "width": 320, "height": 200, "size": "Large"}, "picture")
    expect_equal([e.get("title") for e in embeds[1:]], ["日本語の題"], "pages")


@rule("links in code, in angle brackets and in quotes get none")
async def suppressed(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    base = world.here.base
    before = len(world.here.asked)
    message = await ann.say(channel, f"`{base}/news` <{base}/sjis>\n> {base}/photo.png\nnothing else")
    marker = await ann.say(channel, f"{base}/news?marker")
    await embeds_of(ann, channel, marker)
    found = await ann.rest.call("GET", f"/channels/{channel}/messages/{message['_id']}", wants=200)
    expect("embeds" not in found, found)
    expect_equal(set(world.here.asked[before:]) <= {"/news"}, True, "asked")


@rule("an edit replaces them")
async def edited(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    base = world.here.base
    message = await ann.say(channel, f"{base}/news?edit")
    await embeds_of(ann, channel, message)
    edit = await ann.rest.call("PATCH", f"/channels/{channel}/messages/{message['_id']}", {"content": f"{base}/photo.png"}, wants=200)
    expect(not edit.get("embeds"), f"embeds of the old text stay: {edit}")
    embeds = await embeds_of(ann, channel, message)
    expect_equal([e["type"] for e in embeds], ["Image"], "after the edit")


@rule("nothing inside is reached, neither directly nor through a redirect")
async def inside(world):
    links = proxy(world)
    api = world.apis[0].removeprefix("http://")
    for url in (
        world.apis[0], world.links, f"http://localhost:{world.site}/news", "http://169.254.169.254/latest/meta-data", f"http://[::1]:{world.site}/",
        f"http://0x7f.1:{api.split(':')[1]}/", f"{world.here.base}/to/http://{api}/", f"{world.here.base}/to/http://10.0.0.1/", "http://user@127.0.0.1/",
    ):
        for path in ("embed", "proxy"):
            answer = await links.send("GET", f"/{path}?url={quote(url, safe='')}", authenticated=False)
            expect(answer.status == 400 and answer.json()["type"] in ("InvalidOperation", "ProxyError"), f"{path} of {url}: {answer}")


@rule("the proxy gives pictures as WebP and nothing that runs")
async def proxied(world):
    links = proxy(world)
    answer = await links.send("GET", f"/proxy?url={quote(world.here.base + '/photo.png', safe='')}", authenticated=False)
    expect_equal((answer.status, answer.header("content-type")), (200, "image/webp"), "type")
    expect_equal(opened(answer.body).size, (320, 200), "size")
    expect_equal(answer.header("cache-control"), "public, max-age=600, immutable", "lifetime")
    for path in ("/news", "/script.svg"):
        answer = await links.send("GET", f"/proxy?url={quote(world.here.base + path, safe='')}", authenticated=False)
        expect_equal((answer.status, answer.json()["type"]), (400, "FileTypeNotAllowed"), path)
    answer = await links.send("GET", "/embed", authenticated=False)
    expect_equal(answer.status, 400, "without an address")
