"""GIF search: what clients get, how often the provider is asked, and what its faults lead to."""

from __future__ import annotations

import asyncio
import json
import secrets
from html.parser import HTMLParser
from urllib.parse import parse_qs, quote, urlsplit

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.files import FilesContract
from blackbox.people import source_address
from blackbox.rest import Rest

book = RuleBook()
rule = book.rule


def result(id):
    """A GIF as providers describe it."""
    media = {"url": f"https://media.example/{id}.webm", "dims": [220, 124], "duration": 0, "size": 9000}
    return {
        "id": id, "created": 1.5, "title": "", "tags": [], "content_description": "", "itemurl": "", "flags": [],
        "url": f"https://gifs.example/view/{id}", "media_formats": {"tinywebm": media, "webm": media},
    }


def shown(id):
    """The same as clients get it."""
    media = {"url": f"https://media.example/{id}.webm", "dimensions": [220, 124]}
    return {"id": id, "media_formats": {"tinywebm": media, "webm": media}, "url": f"https://gifs.example/view/{id}"}


class Provider:
    """Somebody who answers like Tenor."""

    def __init__(self):
        self.asked: list[tuple[str, dict]] = []

    async def answer(self, reader, writer):
        """Requests of one connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                target = urlsplit(head.split(" ")[1])
                query = {key: values[0] for key, values in parse_qs(target.query, keep_blank_values=True).items()}
                self.asked.append((target.path, query))
                status, body = self.page(target.path, query)
                await asyncio.sleep(0.3)  # so that questions meet
                text = json.dumps(body).encode()
                writer.write(f"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n".encode() + text)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def page(self, path, query):
        """What a question is answered with."""
        if path == "/v2/categories":
            return 200, {"locale": "en", "tags": [{"searchterm": "yes", "path": "", "image": "https://gifs.example/yes.gif", "name": "#yes"}]}
        if path == "/v2/featured":
            return 200, {"results": [result("top")], "next": ""}
        if query.get("q", "").startswith("broken"):
            return 503, {"error": "no"}
        first = query.get("pos", "") == ""
        return 200, {"results": [result("one" if first else "two")], "next": "more" if first else ""}

    def count(self, path, **wanted):
        """How often a question was asked."""
        return sum(1 for p, q in self.asked if p == path and all(q.get(k) == v for k, v in wanted.items()))


async def run(world):
    provider = world.here = Provider()
    server = await asyncio.start_server(provider.answer, "127.0.0.1", world.provider)
    async with server:
        await book.run(world)


async def search(world, name=None, index=0, limited=False):
    """A process of the GIF search as somebody's client sees it."""
    rest = Rest(world.gifs[index % len(world.gifs)], FilesContract(world.contract), source_address(limited))
    if name:
        rest.token = (await world.resident(name)).token
    return rest


def word():
    """A text nobody searched before."""
    return f"cat {secrets.token_hex(4)}"


@rule("the banner, and who asks must say who they are")
async def banner(world):
    nobody = await search(world)
    answer = await nobody.send("GET", "/")
    expect_equal((answer.status, answer.json()["message"]), (200, "Gifbox lives on!"))
    expect_equal(answer.header("access-control-allow-origin"), "*")
    for path in ("/categories", "/search", "/trending"):
        answer = await nobody.send("GET", f"{path}?locale=en_US&query=x")
        expect_equal((answer.status, answer.json()["type"]), (401, "NotAuthenticated"), path)
    nobody.token = "wrong"
    answer = await nobody.send("GET", "/trending?locale=en_US")
    expect_equal((answer.status, answer.json()["type"]), (401, "InvalidSession"))


@rule("categories and trending GIFs have the shapes that pickers read")
async def shapes(world):
    rest = await search(world, "ann")
    expect_equal((await rest.send("GET", "/categories?locale=en_US")).json(), [{"title": "yes", "image": "https://gifs.example/yes.gif"}])
    expect_equal((await rest.send("GET", "/trending?locale=en_US&limit=1")).json(), {"results": [shown("top")]})
    asked = next(query for path, query in world.here.asked if path == "/v2/featured")
    expect_equal((asked["media_filter"], asked["contentfilter"], asked["limit"]), ("webm,tinywebm", "high", "1"), "asked")


@rule("a search goes on where its page ended")
async def paging(world):
    rest = await search(world, "ann")
    target = f"/search?locale=en_US&query={quote(word())}"
    first = (await rest.send("GET", target)).json()
    expect_equal(first, {"results": [shown("one")], "next": "more"}, "first page")
    expect_equal((await rest.send("GET", f"{target}&position=more")).json(), {"results": [shown("two")]}, "second page")


@rule("many who ask every process for the same at once have the provider asked once by each, later ones not at all")
async def shared(world):
    text = word()
    target = f"/search?locale=en_US&query={quote(text)}"
    clients = [await search(world, name, index) for index in range(len(world.gifs)) for name in ("ann", "ben")]
    answers = await asyncio.gather(*(client.send("GET", target) for client in clients for _ in range(3)))
    expect_equal({answer.body for answer in answers}, {answers[0].body}, "answers")
    expect_equal([answer.status for answer in answers], [200] * len(answers))
    asked = world.here.count("/v2/search", q=text)
    expect(1 <= asked <= len(world.gifs), f"asked {asked} times by {len(world.gifs)} processes")
    for client in clients:
        expect_equal((await client.send("GET", target)).status, 200, "later")
    expect_equal(world.here.count("/v2/search", q=text), asked, "asked again")


@rule("an answer that one process has, the others have, too")
async def between(world):
    text = word()
    target = f"/search?locale=en_US&query={quote(text)}"
    for index in range(len(world.gifs)):
        expect_equal((await (await search(world, "ann", index)).send("GET", target)).status, 200)
    expect_equal(world.here.count("/v2/search", q=text), 1, "asked")


@rule("a provider's fault is a typed error and is asked again")
async def faults(world):
    rest = await search(world, "ann")
    text = f"broken {secrets.token_hex(4)}"
    for _ in range(2):
        answer = await rest.send("GET", f"/search?locale=en_US&query={quote(text)}")
        expect_equal((answer.status, answer.json()["type"]), (400, "ProxyError"))
    expect_equal(world.here.count("/v2/search", q=text), 2, "asked")


@rule("parameters that make no sense are refused")
async def parameters(world):
    rest = await search(world, "ann")
    for target in ("/search?locale=en_US", "/search?query=x", "/trending", "/trending?locale=en_US&limit=many", "/search?locale=e&query=x&is_category=perhaps"):
        answer = await rest.send("GET", target)
        expect_equal((answer.status, answer.json()["type"]), (400, "FailedValidation"), target)


@rule("questions are limited per user, whichever process is asked")
async def limits(world):
    person = await world.newcomer("cid")
    answers = []
    for number in range(3):
        rest = await search(world, index=number, limited=True)
        rest.token, rest.source = person.token, person.rest.source
        answers.append(await rest.send("GET", "/categories?locale=en_US", patient=False))
    expect_equal([answer.status for answer in answers], [200, 200, 429])
    expect_equal(answers[2].header("access-control-allow-origin"), "*")
    expect(0 < answers[2].json()["retry_after"] <= 10_000, answers[2])


class Reader(HTMLParser):
    """Takes the document out of a page and the paths that people read."""

    def __init__(self):
        super().__init__()
        self.inside: list[str] = []
        self.document = ""
        self.headings: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.inside.append("document" if dict(attrs).get("id") == "api-reference" else tag)

    def handle_endtag(self, tag):
        self.inside.pop()

    def handle_data(self, data):
        if "document" in self.inside:
            self.document += data
        elif "h2" in self.inside:
            self.headings.append(data)


@rule("each service describes its routes, for people and for tools")
async def documentation(world):
    wanted = {
        world.files[0]: ["/", "/{tag}", "/{tag}/{file}", "/{tag}/{file}/{name}"],
        world.links: ["/", "/proxy", "/embed"],
        world.gifs[0]: ["/", "/categories", "/search", "/trending"],
    }
    for base, paths in wanted.items():
        rest = Rest(base, FilesContract(world.contract), source_address())
        answer = await rest.send("GET", "/scalar")
        expect_equal((answer.status, answer.header("content-type")), (200, "text/html; charset=utf-8"), base)
        reader = Reader()
        reader.feed(answer.body.decode())
        document = json.loads(reader.document)
        expect_equal(list(document["paths"]), paths, base)
        expect_equal([text.strip() for text in reader.headings if text.strip().startswith("/")], paths, base)
        for path, methods in document["paths"].items():
            for method, operation in methods.items():
                told = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
                expect_equal(told, {part[1:-1] for part in path.split("/") if part.startswith("{")}, f"{method} {path}")
                if "{" in path or method != "get":
                    continue
                answer = await rest.send("GET", path)
                known = {**operation["responses"], **({"401": 0} if "security" in operation else {})}
                expect(str(answer.status) in known, f"{path} answers {answer.status}")
