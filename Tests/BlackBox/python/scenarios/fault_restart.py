"""An orderly restart (SIGTERM): sockets are closed with 1012, requests in flight are answered, the library returns."""

from __future__ import annotations

import asyncio
import secrets

import stoat

from blackbox.checks import expect, expect_equal
from blackbox.crew import Crew
from blackbox.library import LibraryClient
from blackbox.proxy import Proxy


async def run(world):
    checks = world.checks
    crew = await Crew.gather(world, 4)
    # The library gives up at once when a connection is refused, and waits when a proxy says 502, as in production.
    proxy = Proxy(world.gateways[0])
    client = LibraryClient(world.contract, world.apis[0], await proxy.start(), "json")
    email, password = f"lib.{secrets.token_hex(6)}@people.test", secrets.token_urlsafe(12)
    await client.http.register(email, password)
    await client.log_in(email, password)
    await client.http.complete_onboarding(f"lib-{secrets.token_hex(3)}")
    await client.http.accept_invite(await crew.people[0].invite_to(crew.channel))
    await client.go_online()
    sockets = await crew.sockets()
    parts = ["serve"] if len(world.apis) == 1 else ["gateway-1", "gateway-2", "api-1", "api-2"]
    ready = client.wait_for(stoat.ReadyEvent, timeout=40)
    for part in parts:
        talking = asyncio.ensure_future(crew.talk(f"restart {part}", 1))
        await world.harness.stop(part)
        await talking
        await world.harness.start(part)
    codes = [await socket.closed(10) for socket in sockets]
    checks.equal("close codes of the sockets", codes, [1012] * len(codes))
    checks.equal("acknowledged messages lost", await crew.lost(), [])
    faulty = [o.body for o in crew.outcomes if o.status not in (0, 200)]
    checks.equal("sends are answered or refused at the connection, nothing between", faulty, [])
    event = await checks.step("the library is back by itself", returned(ready), 45)
    checks.that("and knows its server", event and [server.id for server in event.servers] == [crew.server], event)
    await checks.step("and hears what is said", hears(client, crew))
    checks.equal("the library understood every event", client.faults, [])
    await client.go_away()
    proxy.close()


async def returned(ready):
    """The second Ready."""
    return await ready


async def hears(client, crew):
    """A message reaches the library."""
    heard = client.wait_for(stoat.MessageCreateEvent, check=lambda e: e.message.content == "welcome back", timeout=15)
    outcome = await crew.send(crew.people[0], "welcome back")
    expect(outcome.status == 200, outcome.body)
    expect_equal((await heard).message.id, outcome.id, "message")
