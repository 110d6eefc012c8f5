"""Redis, RabbitMQ and MongoDB hang instead of dying: connections stay open and nothing answers for a while."""

from __future__ import annotations

import asyncio

from blackbox.checks import until
from blackbox.crew import Crew


async def run(world):
    checks = world.checks
    crew = await Crew.gather(world, 5)
    sockets = await crew.sockets()

    for part in ("redis", "rabbit"):
        await world.harness.freeze(part)
        outcomes = await crew.talk(f"{part} hangs", 3, pause=0.3)
        checks.equal(f"sends while {part} hangs", [o.body for o in outcomes if o.status != 200], [])
        slowest = max(outcome.seconds for outcome in outcomes)
        checks.that(f"and none waits for {part}", slowest < 5, f"{slowest:.1f} s")
        for socket in sockets:
            await checks.step(f"a socket answers while {part} hangs", socket.settle())
        await world.harness.thaw(part)
        checks.equal(f"everybody hears everything exactly once after {part}", await crew.account(sockets, 30), [])
        checks.equal(f"sockets closed by {part}", [s.close_code for s in sockets if s.is_closed], [])

    await world.harness.freeze("mongo")
    outcomes = await asyncio.gather(*(crew.send(person, "mongo hangs", 25) for person in crew.people[:3]))
    answers = [(o.status, o.body.get("type") if isinstance(o.body, dict) else o.body) for o in outcomes]
    checks.equal("sends while mongo hangs are typed 503s", answers, [(503, "ServiceUnavailable")] * 3)
    slowest = max(outcome.seconds for outcome in outcomes)
    checks.that("and answered within the time-out", slowest < 20, f"{slowest:.1f} s")
    for socket in sockets:
        await checks.step("a socket answers while mongo hangs", socket.settle())
    await world.harness.thaw("mongo")

    async def served():
        return (await crew.send(crew.people[0], "is it back?")).status == 200

    await checks.step("sends are served again", until(served, 30, "a send is answered with 200"))
    checks.equal("everybody hears everything exactly once after mongo", await crew.account(sockets, 20), [])
    checks.equal("acknowledged messages lost", await crew.lost(), [])
