"""A killed gateway takes the presence of its users with it within 30 s; its clients come back."""

from __future__ import annotations

import time

from blackbox.checks import expect, until


async def run(world):
    checks = world.checks
    embedded = len(world.gateways) == 1
    part = "serve" if embedded else "gateway-1"
    gone = await world.newcomer("gone", gateway=0)
    watcher = await world.newcomer("watcher", gateway=1)
    created = await watcher.create_server()
    await gone.join(await watcher.invite_to(created["channels"][0]["_id"]))
    watching = await watcher.socket()
    lost = await gone.socket()
    await watching.expect("UserUpdate", id=gone.id, where=lambda e: e["data"].get("online") is True)
    await world.harness.kill(part)
    killed = time.monotonic()
    await lost.closed()
    if embedded:
        await world.harness.start(part)
    else:
        await checks.step("the other gateway tells that they are offline", told(watching, gone), 40)

    async def offline():
        return not (await watcher.rest.call("GET", f"/users/{gone.id}", wants=200))["online"]

    await checks.step("REST shows them offline", until(offline, 35, "offline"))
    checks.that("within 30 s", time.monotonic() - killed < 31, f"{time.monotonic() - killed:.1f} s")
    if not embedded:
        await world.harness.start(part)
    await checks.step("they come back and are online again", returns(world, gone, watcher, watching))


async def told(watching, gone):
    """The watcher hears of it on the socket."""
    await watching.expect("UserUpdate", 35, id=gone.id, where=lambda e: e["data"].get("online") is False)


async def returns(world, gone, watcher, watching):
    """A new socket works and shows."""
    if watching.is_closed:
        watching = await watcher.socket()
    again = await gone.socket()
    await watching.expect("UserUpdate", id=gone.id, where=lambda e: e["data"].get("online") is True)
    expect((await watcher.rest.call("GET", f"/users/{gone.id}", wants=200))["online"], "REST")
    await again.close()
    await watching.close()
