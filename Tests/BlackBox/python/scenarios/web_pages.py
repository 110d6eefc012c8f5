"""Pages of well-known sites and engines on hosts with TLS: asked for directly, and sent as messages by a real client."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import quote, urlsplit

import stoat

from blackbox.checks import RuleBook, expect, expect_equal, until
from blackbox.files import FilesContract
from blackbox.library import LibraryClient
from blackbox.pictures import opened
from blackbox.rest import Rest
from smallweb.names import Look
from smallweb.namespace import PUBLIC
from smallweb.pages import all_pages, ascii_url

book = RuleBook()
rule = book.rule

AGENT = "Mozilla/5.0 (compatible; January/2.0; +https://github.com/stoatchat/stoatchat)"
KNOWN_AGENT = "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"
PICKY = {"fxtwitter.com", "old.reddit.com", "klipy.com"}
SPECIALS = {
    "YouTube", "Twitch", "Lightspeed", "Spotify", "Soundcloud", "Bandcamp", "Streamable", "GIF", "AppleMusic",
}  # fmt: skip
UNTRUSTED = ("expired.example", "other-name.example", "stranger.example")


async def build(web: Any) -> None:
    """Puts every page on its host, and some hosts whose certificates prove nothing."""
    for page in all_pages():
        web.hosts.add(page)
    web.hosts.serve("https://gone.example/", "text/html", b"")
    web.hosts.serve("https://media.example/photo.jpg", *jpeg())
    web.hosts.serve("https://media.example/film.mp4", *film())
    web.authority.make("stranger", "/CN=Unknown Root")
    web.authority.issue("expired.example", ["expired.example"], days=-1)
    web.authority.issue("other-name.example", ["another.example"])
    web.authority.issue("stranger.example", ["stranger.example"], root="stranger")
    for name in UNTRUSTED:
        certificate, key = web.authority.path(name)
        web.hosts.extra.append(
            f"server {{ listen {PUBLIC[0]}:443 ssl; server_name {name}; ssl_certificate {certificate}; ssl_certificate_key {key};"
            f' access_log {web.hosts.folder}/untrusted.log; location / {{ default_type text/html; return 200 "<title>believed</title>"; }} }}'
        )
        web.names.say(name, Look((PUBLIC[0],)))
    await web.start("stoat", "serve")


def jpeg() -> tuple[str, bytes]:
    """A photograph."""
    from smallweb.hosts import made

    return made("https://media.example/photo.jpg", (1600, 900))


def film() -> tuple[str, bytes]:
    """A video."""
    from smallweb.hosts import made

    return made("https://media.example/film.mp4", (320, 240))


def links_of(world: Any) -> Rest:
    """The link proxy as a client sees it."""
    return Rest(world.links, FilesContract(world.contract), "127.0.0.1")


async def run(world: Any) -> None:
    """Asks for each page, then plays the rules."""
    links = links_of(world)
    gate = asyncio.Semaphore(6)

    async def ask(page: Any) -> None:
        async with gate:
            await world.checks.step(f"/embed of {page.name}", embed_is(links, page))

    await asyncio.gather(*(ask(page) for page in all_pages()))
    await book.run(world)


async def embed_is(links: Rest, page: Any) -> None:
    """Asks for one page, and compares all that is said of it."""
    answer = await links.send("GET", f"/embed?url={quote(page.url, safe='')}", authenticated=False)
    if page.embed is None:
        expect_equal((answer.status, answer.json()["type"]), (400, "NoEmbedData"), page.url)
    else:
        expect_equal(answer.status, 200, f"{page.url}: {answer}")
        expect_equal(answer.json(), page.embed, page.url)


def seen_by_library(embed: dict[str, Any]) -> dict[str, Any]:
    """What the library keeps of an embed."""
    kept = {key: embed[key] for key in ("type", "url", "original_url", "title", "description", "colour") if key in embed}
    if "special" in embed:
        kept["special"] = {key: value for key, value in embed["special"].items() if not key.startswith("creator_")}
    return kept


@rule("every page sent as a message by stoat.py gets its embed: told live, and found in the message", seconds=60)
async def messages(world: Any) -> None:
    person = await world.newcomer("una", limited=False)
    created = await person.create_server("Links")
    channel = created["channels"][0]["_id"]
    client = LibraryClient(world.contract, world.apis[0], world.gateways[0], "json")
    await client.log_in(person.email, person.password)
    await client.go_online()
    appended: dict[str, list[Any]] = {}

    async def note(event: Any) -> None:
        appended.setdefault(event.data.id, []).extend(event.data.embeds or [])

    client.subscribe(stoat.MessageAppendEvent, note)
    pages = [page for page in all_pages() if " " not in page.url]
    batches = [pages[index : index + 5] for index in range(0, len(pages), 5)]
    place = client.get_channel(channel)
    expect(place is not None, "the channel is in the library's cache")

    async def send(batch: list[Any]) -> None:
        message = await place.send("\n".join(page.url for page in batch))
        wanted = [page.embed for page in batch if page.embed is not None]
        what = ", ".join(page.name for page in batch)
        await until(lambda: message.id in appended, 30, f"MessageAppend of {what}")
        live = [embed.to_dict() for embed in appended[message.id]]
        expect_equal([seen_by_library(e) for e in live], [seen_by_library(e) for e in wanted], f"live: {what}")
        found = await place.fetch_message(message.id)
        expect_equal([seen_by_library(e.to_dict()) for e in found.embeds], [seen_by_library(e) for e in wanted], f"fetched: {what}")
        raw = await person.rest.call("GET", f"/channels/{channel}/messages/{message.id}", wants=200)
        expect_equal(raw["embeds"], wanted, f"stored: {what}")

    try:
        for batch in batches:
            await send(batch)
        expect(not client.faults, client.faults)
        kinds = {embed.to_dict().get("special", {}).get("type") for embeds in appended.values() for embed in embeds}
        expect_equal(kinds - {None, "None"}, SPECIALS, "players")
    finally:
        await client.go_away()


@rule("hosts are asked as the protocol says: by GET, over TLS, under the right name, compressed where they can")
async def requests(world: Any) -> None:
    lines = world.web.hosts.log
    expect(len(lines) > 120, len(lines))
    expect_equal({line["method"] for line in lines}, {"GET"}, "methods")
    expect_equal({line["cookie"] for line in lines}, {""}, "cookies")
    for line in lines:
        parts = urlsplit(line["url"])
        if parts.scheme == "https":
            expect(line["tls"].startswith("TLSv1.") and line["name"] == parts.hostname, line)
        # Redirects keep the name of the first host, pictures are asked for under their own.
        wanted = KNOWN_AGENT if parts.hostname in PICKY else AGENT
        expect_equal(line["agent"], wanted, line["url"])
    for page in all_pages():
        if page.coding:
            codings = {line["coding"] for line in lines if line["url"] == ascii_url(page.final)}
            expect_equal(codings, {page.coding}, page.url)


@rule("a page is asked for once, whoever wants it")
async def once(world: Any) -> None:
    url = "https://docs.hugo.example/"
    asked = [line for line in world.web.hosts.log if line["url"] == url]
    expect_equal(len(asked), 1, "by /embed and by a message")


@rule("a host that cannot prove its name is not believed")
async def untrusted(world: Any) -> None:
    links = links_of(world)
    for name in UNTRUSTED:
        for path in ("embed", "proxy"):
            answer = await links.send("GET", f"/{path}?url=https%3A%2F%2F{name}%2F", authenticated=False)
            expect_equal((answer.status, answer.json()["type"]), (400, "ProxyError"), f"{path} of {name}")
    log = world.web.hosts.folder / "untrusted.log"
    expect(not log.exists() or not log.read_text(), "something was asked of them")


@rule("names that are not there, pages that are not, and closed ports are told apart from nothing to show")
async def failures(world: Any) -> None:
    links = links_of(world)
    for url in ("https://nowhere.example/", "https://gone.example/missing", "http://gone.example:3000/", "https://gone.example:444/"):
        answer = await links.send("GET", f"/embed?url={quote(url, safe='')}", authenticated=False)
        wanted = "InvalidOperation" if ":444" in url else "ProxyError"
        expect_equal((answer.status, answer.json()["type"]), (400, wanted), url)


@rule("the proxy shows pictures and videos of hosts with TLS")
async def proxied(world: Any) -> None:
    links = links_of(world)
    answer = await links.send("GET", "/proxy?url=https%3A%2F%2Fmedia.example%2Fphoto.jpg", authenticated=False)
    expect_equal((answer.status, answer.header("content-type")), (200, "image/webp"), "picture")
    expect_equal(opened(answer.body).size, (1280, 720), "made smaller")
    whole = await links.send("GET", "/proxy?url=https%3A%2F%2Fmedia.example%2Ffilm.mp4", authenticated=False)
    expect_equal((whole.status, whole.header("content-type")), (200, "video/mp4"), "video")
    expect_equal(whole.body, film_bytes(world), "the same bytes")
    part = await links.send(
        "GET", "/proxy?url=https%3A%2F%2Fmedia.example%2Ffilm.mp4", {"Range": "bytes=10-19"}, authenticated=False
    )
    expect_equal((part.status, part.body), (206, whole.body[10:20]), "a part")
    for url in ("https://www.bbc.co.uk/news/articles/c0abc", "https://i.example/b.png"):
        answer = await links.send("GET", f"/proxy?url={quote(url, safe='')}", authenticated=False)
        expect_equal((answer.status, answer.json()["type"]), (400, "FileTypeNotAllowed"), url)


def film_bytes(world: Any) -> bytes:
    """The video as its host has it."""
    hosts = world.web.hosts
    return (hosts.folder / "bodies" / hosts.served["https://media.example/film.mp4"].lstrip("/")).read_bytes()
