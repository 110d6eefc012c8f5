"""RabbitMQ fails under traffic: REST serves on, and no socket misses an event without being told by 1012."""

from __future__ import annotations

import asyncio

from blackbox.checks import expect, until
from blackbox.crew import Crew


async def run(world):
    checks = world.checks
    crew = await Crew.gather(world, 6)
    sockets = await crew.sockets()
    talking = asyncio.ensure_future(crew.talk("before and during", 4, pause=0.15))
    await until(lambda: len(crew.acknowledged) >= 6, 20, "messages are flowing")
    await world.harness.kill("rabbit")
    outcomes = await talking + await crew.talk("down", 2)
    checks.equal("sends while the broker is down or dying", [o.body for o in outcomes if o.status != 200], [])
    slowest = max(outcome.seconds for outcome in outcomes)
    checks.that("and none waits for it", slowest < 5, f"{slowest:.1f} s")
    checks.equal("sockets closed by the outage itself", [s.close_code for s in sockets if s.is_closed], [])
    for socket in sockets:
        if not socket.is_closed:
            await checks.step("a socket answers during the outage", socket.settle())
    await world.harness.start("rabbit")
    await asyncio.sleep(0.5)
    await crew.talk("after", 1)
    faults = await crew.account(sockets, 45)
    checks.equal(f"every socket heard {len(crew.acknowledged)} messages exactly once or was closed with 1012", faults, [])
    await checks.step("events flow again without help", flowing(crew))
    checks.equal("acknowledged messages lost", await crew.lost(), [])


async def flowing(crew):
    """New sockets hear new messages."""
    sockets = await crew.sockets()
    outcome = await crew.send(crew.people[-1], "all well?")
    expect(outcome.status == 200, outcome.body)
    for socket in sockets:
        await socket.expect("Message", 20, _id=outcome.id)
        await socket.close()
