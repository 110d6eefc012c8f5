"""`kill -9` of the process that answers, during sends: no acknowledged message is lost, and service comes back."""

from __future__ import annotations

import asyncio

from blackbox.checks import expect, until
from blackbox.crew import Crew


async def run(world):
    crew = await Crew.gather(world, 6)
    part = "serve" if len(world.apis) == 1 else "api-1"
    for attempt in (1, 2):
        talking = asyncio.ensure_future(crew.talk(f"round {attempt}", 12, pause=0.05))
        before = len(crew.outcomes)
        await until(lambda: len(crew.outcomes) >= before + 6 * attempt, 20, "some messages are on their way")
        await world.harness.kill(part)
        outcomes = await talking
        broken = [outcome for outcome in outcomes if outcome.status == 0]
        world.checks.that(f"round {attempt}: the kill hit requests in flight or after it", broken, len(outcomes))
        await world.harness.start(part)
        lost = await crew.lost()
        world.checks.equal(f"round {attempt}: acknowledged messages lost of {len(crew.acknowledged)}", lost, [])
        await world.checks.step(f"round {attempt}: service is back without help", back(crew))


async def back(crew):
    """Everybody can connect and talk again."""
    sockets = await crew.sockets()
    outcome = await crew.send(crew.people[0], "is anybody there?")
    expect(outcome.status == 200, outcome.body)
    for socket in sockets:
        await socket.expect("Message", _id=outcome.id)
        await socket.close()
