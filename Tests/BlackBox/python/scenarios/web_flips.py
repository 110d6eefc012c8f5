"""Names whose addresses change between two looks: whatever a name server says, nothing inside is reached.

Every name is public at its first look and inside at the second, or the other way round, or both at once. A fetch looks
a second time where it goes from port 80 to 443, and where a video that was looked at is passed on.
"""

from __future__ import annotations

import asyncio
import itertools
from typing import Any
from urllib.parse import quote

from blackbox.checks import RuleBook, expect, expect_equal, until
from blackbox.files import FilesContract
from blackbox.rest import Rest
from smallweb.hosts import made
from smallweb.names import Look
from smallweb.namespace import DEAD, INSIDE, INSIDE_SIX, MAPPED, PUBLIC, PUBLIC_SIX

book = RuleBook()
rule = book.rule
number = itertools.count()

OUTSIDE = Look((PUBLIC[0],), (PUBLIC_SIX,))
#: Addresses inside, and one that stands for them and is no machine's.
PLACES = (*INSIDE, *INSIDE_SIX, *MAPPED, "0.0.0.0", "255.255.255.255", "224.0.0.1", "::")
PAGE = (
    "<head><title>Outside</title><meta property='og:image' content='https://$host/inner.png'>"
    "<link rel=alternate type=application/json+oembed href='https://$host/oembed'></head>"
)


async def build(web: Any) -> None:
    """A front that leads from port 80 to 443 of the same name, and an outside that answers there too."""
    folder = web.hosts.folder
    for name, (_, body) in {"a.png": made("https://x/a.png", (64, 48)), "a.mp4": made("https://x/a.mp4", (64, 48))}.items():
        (folder / name).write_bytes(body)
    certificate, key = web.authority.path("hosts")
    listens = " ".join(f"listen {a}:80; listen {a}:443 ssl;" for a in web.hosts.addresses)
    web.hosts.extra.append(
        f"""server {{ {listens} server_name *.flip.example; ssl_certificate {certificate}; ssl_certificate_key {key};
            access_log {folder}/flips.log; root {folder};
            location /over {{ return 302 https://$host/page; }}
            location /picture {{ return 302 https://$host/a.png; }}
            location /refresh {{ default_type text/html; return 200 "<meta http-equiv=refresh content='0;url=https://$host/page'>"; }}
            location /page {{ default_type text/html; return 200 "{PAGE}"; }}
            location = /a.png {{ types {{ }} default_type image/png; }}
            location = /a.mp4 {{ types {{ }} default_type video/mp4; }} }}"""
    )
    web.hosts.serve("https://plain.example/", "text/html", b"<title>Plain</title>")
    await web.start("stoat", "serve", more_names=["*.flip.example"])


async def run(world: Any) -> None:
    """Plays all rules."""
    world.links_client = Rest(world.links, FilesContract(world.contract), "127.0.0.1")
    await book.run(world)


def name(world: Any, *looks: Look) -> str:
    """A new name that behaves so."""
    host = f"n{next(number)}.flip.example"
    world.web.names.say(host, *looks)
    return host


async def ask(world: Any, path: str, url: str) -> Any:
    """Asks the link proxy."""
    return await world.links_client.send("GET", f"/{path}?url={quote(url, safe='')}", authenticated=False, seconds=40)


def untouched(world: Any) -> None:
    """Demands that no trap had a visitor."""
    expect(not world.web.traps.visits, f"visited: {dict(world.web.traps.visits)}")


async def at_once(work: Any) -> list[Any]:
    """Does all of it, some at a time."""
    gate = asyncio.Semaphore(8)

    async def one(item: Any) -> Any:
        async with gate:
            return await item

    return await asyncio.gather(*(one(item) for item in work))


async def curl(url: str) -> tuple[int, str]:
    """What a client without rules gets: its exit status and the answer."""
    words = ("curl", "--silent", "--insecure", "--location", "--noproxy", "*", "--max-time", "10", url)
    process = await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return process.returncode or 0, out.decode()


@rule("the traps would have been reached: a client without rules is led to each of them")
async def control(world: Any) -> None:
    visits = world.web.traps.visits

    async def directly(place: str) -> None:
        host = f"[{place}]" if ":" in place else place
        _, text = await curl(f"http://{host}/")
        expect("secret" in text, f"{place}: {text!r}")

    await at_once(directly(place) for place in (*INSIDE, *INSIDE_SIX))
    for place in (*INSIDE, *INSIDE_SIX):
        expect(visits[f"{place} 80"] == 1, f"{place} {visits}")
    visits.clear()
    # The same names, the same name server, the same redirect as below.
    for place in (*INSIDE, *INSIDE_SIX, *MAPPED, "0.0.0.0"):
        before = sum(visits.values())
        await curl(f"http://{name(world, OUTSIDE, Look.at(place))}/over")
        expect_equal(sum(visits.values()), before + 1, f"flip to {place}")
    visits.clear()


@rule("public at the first look, inside at the second: the redirect is refused, in embeds and in the proxy")
async def flips(world: Any) -> None:
    async def one(place: str, path: str, page: str) -> None:
        host = name(world, OUTSIDE, Look.at(place))
        answer = await ask(world, path, f"http://{host}{page}")
        expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), f"{path} {place}")
        expect(world.web.names.times(host) >= 2, f"{place}: looked up {world.web.names.times(host)} times")

    await at_once(one(place, path, page) for place in PLACES for path, page in (("embed", "/over"), ("proxy", "/picture")))
    untouched(world)


@rule("what belongs to a page is not fetched from inside either: its picture, its oEmbed, where it leads")
async def parts(world: Any) -> None:
    async def one(place: str) -> None:
        host = name(world, OUTSIDE, Look.at(place))
        answer = await ask(world, "embed", f"http://{host}/page")
        url = f"http://{host}/page"
        expect_equal(answer.json(), {"type": "Website", "url": url, "original_url": url, "title": "Outside"}, place)
        expect(world.web.names.times(host) >= 2, f"{place}: looked up once")
        other = name(world, OUTSIDE, Look.at(place))
        answer = await ask(world, "embed", f"http://{other}/refresh")
        expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), f"refresh to {place}")

    await at_once(one(place) for place in PLACES)
    untouched(world)


@rule("a video that was public when it was looked at is not passed on from inside")
async def videos(world: Any) -> None:
    async def one(place: str) -> None:
        host = name(world, OUTSIDE, Look.at(place))
        answer = await ask(world, "proxy", f"http://{host}/a.mp4")
        expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), place)
        expect(world.web.names.times(host) >= 2, f"{place}: looked up once")

    await at_once(one(place) for place in PLACES)
    untouched(world)
    # The same video of a name that stays is passed on.
    answer = await ask(world, "proxy", f"http://{name(world, OUTSIDE)}/a.mp4")
    expect_equal((answer.status, answer.header("content-type")), (200, "video/mp4"), "a name that stays")


@rule("inside at the first look, public at the second: refused, then answered")
async def reversed_flips(world: Any) -> None:
    async def one(place: str) -> None:
        host = name(world, Look.at(place), OUTSIDE)
        answer = await ask(world, "embed", f"http://{host}/over")
        expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), place)
        answer = await ask(world, "embed", f"https://{host}/page")
        expect_equal((answer.status, answer.json().get("title")), (200, "Outside"), f"after {place}")

    await at_once(one(place) for place in PLACES)
    untouched(world)


@rule("inside and public addresses in one answer: the inside ones are never tried, in any order")
async def mixed(world: Any) -> None:
    async def one(place: str, lively: str, wanted: tuple[int, ...]) -> None:
        for looks in ((place, lively), (lively, place), (place, lively, "10.0.0.7", "::1", "169.254.169.254")):
            host = name(world, Look.at(*looks))
            answer = await ask(world, "embed", f"http://{host}/page")
            expect(answer.status in wanted, f"{looks}: {answer}")
            answer = await ask(world, "proxy", f"http://{host}/a.png")
            expect(answer.status in wanted, f"{looks}: {answer}")

    await at_once(one(place, PUBLIC[0], (200, 400)) for place in PLACES)
    await at_once(one(place, DEAD, (400,)) for place in PLACES)
    untouched(world)


@rule("aliases that end inside lead nowhere, also when they change")
async def aliases(world: Any) -> None:
    inside = {"db.inner.example": "10.0.0.7", "localhost": "127.0.0.1", "metadata.google.internal": "169.254.169.254", "six.inner.example": "::1"}
    for target, place in inside.items():
        world.web.names.say(target, Look.at(place))
        world.web.names.say(f"via.{target}", Look(alias=target))
    for target in [*inside, *(f"via.{target}" for target in inside)]:
        for path, page in (("embed", "/page"), ("proxy", "/a.png")):
            answer = await ask(world, path, f"http://{name(world, Look(alias=target))}{page}")
            expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), f"{path} alias of {target}")
            flipping = name(world, OUTSIDE, Look(alias=target))
            answer = await ask(world, path, f"http://{flipping}/{'over' if path == 'embed' else 'picture'}")
            expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), f"{path} flips to {target}")
            expect(world.web.names.times(flipping) >= 2, f"{target}: looked up once")
    untouched(world)


@rule("one kind of address flips while the other stays: the inside one is never tried")
async def halves(world: Any) -> None:
    async def one(place: str) -> None:
        look = Look((PUBLIC[0],), (place,)) if ":" in place else Look((place,), (PUBLIC_SIX,))
        host = name(world, OUTSIDE, look)
        answer = await ask(world, "embed", f"http://{host}/over")
        expect(answer.status in (200, 400), answer)

    await at_once(one(place) for place in PLACES)
    untouched(world)


@rule("names written into links that are addresses inside are refused without a look")
async def written(world: Any) -> None:
    for place in (*INSIDE, *INSIDE_SIX, *MAPPED):
        host = f"[{place}]" if ":" in place else place
        for scheme, path in (("http", "embed"), ("https", "embed"), ("http", "proxy")):
            answer = await ask(world, path, f"{scheme}://{host}/")
            expect_equal((answer.status, answer.json()["type"]), (400, "InvalidOperation"), f"{path} of {place}")
    untouched(world)


@rule("links that flip, sent in a message, give no embed and reach nothing")
async def message(world: Any) -> None:
    person = await world.newcomer("una", limited=False)
    channel = (await person.create_server("Links"))["channels"][0]["_id"]
    hosts = [name(world, OUTSIDE, Look.at(place)) for place in ("127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1")]
    sent = await person.say(channel, "\n".join([*(f"http://{host}/over" for host in hosts), "https://plain.example/"]))

    async def embeds() -> Any:
        return (await person.rest.call("GET", f"/channels/{channel}/messages/{sent['_id']}", wants=200)).get("embeds")

    found = await until(embeds, 25, "the embed of the plain page")
    expect_equal([embed["title"] for embed in found], ["Plain"], "embeds")
    for host in hosts:
        expect(world.web.names.times(host) >= 2, f"{host}: looked up once")
    untouched(world)
