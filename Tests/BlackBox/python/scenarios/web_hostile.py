"""Hosts that mean harm, two hundred fetches at once: what they take of this machine is bounded, and others are served."""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
from collections import Counter
from typing import Any
from urllib.parse import quote

from blackbox.checks import RuleBook, expect, expect_equal, until
from blackbox.files import FilesContract
from blackbox.rest import Rest
from smallweb.wild import Wild

book = RuleBook()
rule = book.rule
number = itertools.count()

#: Fetches at once.
CROWD = int(os.environ.get("STOAT_TEST_CROWD", "200"))
#: The most memory that may be resident, in MiB, whatever hosts do.
BOUND = 512


async def build(web: Any) -> None:
    """The link proxy alone, in a process of its own, so that its memory is nobody else's."""
    for index in range(40):
        for number_of_page in range(index, 4000, 40):
            web.hosts.move(f"https://plain{index}.example/{number_of_page}", 302, "/")
        web.hosts.serve(f"https://plain{index}.example/", "text/html", f"<title>Plain {index}</title>".encode())
    web.wild = Wild()
    await web.start("stoat-january")
    await web.wild.start(web.names)


async def run(world: Any) -> None:
    """Plays all rules."""
    world.idle = world.web.instance.memory("VmRSS")
    await book.run(world)
    peak = world.web.instance.memory("VmHWM") // 1024
    world.checks.that(
        f"memory stays within its bound: {world.idle // 1024} MiB at the beginning, {peak} MiB at most", peak < BOUND, f"{peak} MiB"
    )


async def ask(world: Any, path: str, url: str) -> Any:
    """Asks the link proxy, as a client of its own."""
    client = Rest(world.links, FilesContract(world.contract), "127.0.0.1")
    answer = await client.send("GET", f"/{path}?url={quote(url, safe='')}" if url else path, authenticated=False, seconds=50)
    client.close()
    return answer


async def attack(world: Any, host: str, path: str, count: int) -> Counter[tuple[int, str]]:
    """Asks for so many hosts of one kind at once, and says how that ended."""
    answers = await asyncio.gather(*(ask(world, path, f"http://n{next(number)}{host}.example/") for _ in range(count)))
    kind = host[1:]
    memory, wild = world.web.instance, world.web.wild
    ends = Counter((answer.status, answer.json().get("type", "")) for answer in answers)
    print(
        f"{host}: {dict(ends)}, at most {wild.most} connections, {wild.sent[kind] >> 20} MiB sent, "
        f"resident {memory.memory('VmRSS') >> 10} MiB, at most {memory.memory('VmHWM') >> 10} MiB",
        file=sys.stderr,
    )
    expect_equal(len(answers), count, "answers")
    expect({status for status, _ in ends} <= {200, 400, 503}, f"{host}: {ends}")
    return ends


async def plain(world: Any) -> None:
    """Asks for an ordinary page."""
    index = next(number)
    answer = await ask(world, "embed", f"https://plain{index % 40}.example/{index}")
    expect_equal((answer.status, answer.json().get("title")), (200, f"Plain {index % 40}"), "an ordinary page")


#: What is asked for at once; a dot stands for one owner of many names, a dash for as many owners.
KINDS = {
    ".loris": "embed", ".mute": "embed", "-heads": "embed", "-circle": "embed", "-film": "embed", "-picture": "proxy",
    "-endless": "embed", "-chunks": "embed", "-tags": "embed", "-deep": "embed", "-bomb": "embed", "-twice": "embed",
}  # fmt: skip


@rule("one owner of many slow names does not keep others waiting", seconds=60)
async def slow(world: Any) -> None:
    storm = asyncio.create_task(attack(world, ".mute", "embed", CROWD // 2))
    before = world.web.wild.requests["mute"]
    await until(lambda: world.web.wild.requests["mute"] > before, 20, "the first is asked")
    await plain(world)
    expect(not storm.done(), "the slow ones are still waited for")
    for _ in range(4):
        await plain(world)
    storm.cancel()
    await asyncio.wait({storm})


@rule(f"{CROWD} fetches at once of all kinds of them end", seconds=120)
async def all_at_once(world: Any) -> None:
    share = -(-CROWD // len(KINDS))
    storm = asyncio.gather(*(attack(world, host, path, share) for host, path in KINDS.items()))
    await until(lambda: sum(world.web.wild.requests.values()) >= 8, 20, "the first are asked")
    expect_equal((await ask(world, "/", "")).status, 200, "the banner meanwhile")
    await storm
    # Those that a slow machine does not come to within their time end without having been asked.
    expect(sum(world.web.wild.requests.values()) >= 64, world.web.wild.requests)


if os.environ.get("STOAT_TEST_CROWD"):
    for one_host, one_path in KINDS.items():

        @rule(f"{CROWD} fetches at once of {one_host}", seconds=300)
        async def one_kind(world: Any, host: str = one_host, path: str = one_path) -> None:
            await attack(world, host, path, CROWD)


@rule("afterwards ordinary pages are shown, and no connection is left")
async def afterwards(world: Any) -> None:
    await asyncio.gather(*(plain(world) for _ in range(20)))
    await until(lambda: world.web.wild.open == 0, 30, "all connections are let go")
