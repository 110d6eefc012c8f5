"""Redis fails under traffic: REST serves from the store, sockets and events go on, presence comes back by itself."""

from __future__ import annotations

import asyncio

from blackbox.checks import expect, expect_equal, until
from blackbox.crew import Crew
from blackbox.people import ulid


async def run(world):
    checks = world.checks
    crew = await Crew.gather(world, 5)
    sockets = await crew.sockets()
    first, second = crew.people[:2]
    talking = asyncio.ensure_future(crew.talk("before and during", 4, pause=0.1))
    await until(lambda: len(crew.acknowledged) >= 5, 20, "messages are flowing")
    await world.harness.kill("redis")
    outcomes = await talking + await crew.talk("down", 1)
    checks.equal("sends without the cache", [o.body for o in outcomes if o.status != 200], [])
    slowest = max(outcome.seconds for outcome in outcomes)
    checks.that("and none waits for it", slowest < 5, f"{slowest:.1f} s")
    await checks.step("reads and refusals are right without the cache", rights(crew))
    for socket in sockets:
        await checks.step("a socket answers during the outage", socket.settle())
    await world.harness.start("redis")
    checks.equal("every open socket heard everything exactly once", await crew.account(sockets, 20), [])
    checks.equal("sockets closed", [s.close_code for s in sockets if s.is_closed], [])

    async def online():
        return (await first.rest.call("GET", f"/users/{second.id}", wants=200))["online"]

    await checks.step("presence is back after the restart of an empty cache", until(online, 30, "online again"))
    await sockets[1].close()

    async def offline():
        return not await online()

    await checks.step("and ends with the last socket", until(offline, 40, "offline"))
    checks.equal("acknowledged messages lost", await crew.lost(), [])


async def rights(crew):
    """Changes of rights hold at once although nothing can be invalidated in the cache."""
    owner, member = crew.people[0], crew.people[-1]
    await member.rest.call("GET", f"/channels/{crew.channel}", wants=200)
    await member.rest.refused("PATCH", f"/servers/{crew.server}", 403, "MissingPermission", {"name": "taken"})
    await owner.rest.call("PATCH", f"/servers/{crew.server}", {"name": "renamed"}, wants=200)
    server = await member.rest.call("GET", f"/servers/{crew.server}", wants=200)
    expect_equal(server["name"], "renamed", "an edit is seen")
    await member.rest.refused("GET", f"/channels/{ulid()}", 404, "NotFound")
    answer = await member.rest.send("GET", "/users/@me", {"X-Session-Token": "wrong"})
    expect(answer.status == 401, answer)
