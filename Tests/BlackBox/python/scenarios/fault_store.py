"""MongoDB fails under traffic: typed 503, sockets stay, new ones are asked to come later, nothing acknowledged is lost."""

from __future__ import annotations

import asyncio

from blackbox.checks import expect, expect_equal, until
from blackbox.crew import Crew
from blackbox.gateway import Socket


async def run(world):
    checks = world.checks
    crew = await Crew.gather(world, 5)
    stranger = await world.newcomer("stranger")
    sockets = await crew.sockets()
    talking = asyncio.ensure_future(crew.talk("before and during", 4, pause=0.1))
    await until(lambda: len(crew.acknowledged) >= 8, 20, "messages are flowing")
    await world.harness.kill("mongo")
    await talking
    during = [await crew.send(person, "while it is down") for person in crew.people[:2]]
    for outcome in during:
        kind = outcome.body.get("type") if isinstance(outcome.body, dict) else None
        checks.that("a send without the store is a typed 503", (outcome.status, kind) == (503, "ServiceUnavailable"), outcome.__dict__)
        checks.that("and is answered within the time-out", outcome.seconds < 15, outcome.seconds)
    await checks.step("a socket that comes meanwhile is closed with 1013 and no Error", refused(stranger))
    for number, socket in enumerate(sockets):
        await checks.step(f"socket {number} stays open and answers", socket.settle())
    await world.harness.start("mongo")

    async def served():
        return (await crew.send(crew.people[3], "is it back?")).status == 200

    await checks.step("sends are served again without help", until(served, 30, "a send is answered with 200"))
    checks.equal(f"acknowledged messages lost of {len(crew.acknowledged)}", await crew.lost(), [])
    checks.equal("open sockets heard everything exactly once", await crew.account(sockets, 20), [])
    checks.equal("sockets closed meanwhile", sum(socket.is_closed for socket in sockets), 0)
    await checks.step("the stranger can connect now", connects(stranger))


async def refused(person):
    """The gateway asks the client to come again later."""
    socket = await Socket.open(person.gateway, person.rest.source, f"token={person.token}")
    expect_equal(await socket.closed(25), 1013, "close code")
    expect(not socket.of("Error") and not socket.of("Ready"), socket.events)


async def connects(person):
    """A plain connection works."""
    await (await person.socket()).close()
