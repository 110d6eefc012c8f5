"""A reader that stops reading is closed, and delays nobody else meanwhile."""

from __future__ import annotations

import asyncio
import base64
import os
import secrets
import socket as sockets
import time

from blackbox.checks import expect, until
from blackbox.people import Person


class StalledReader:
    """A raw TCP connection that shakes hands, waits for the first frame and then reads nothing."""

    def __init__(self, handle: sockets.socket) -> None:
        self.handle = handle

    @classmethod
    async def open(cls, person: Person) -> StalledReader:
        """Connects with a small receive buffer, so that the server feels it soon."""
        host, port = person.gateway.removeprefix("ws://").rstrip("/").split(":")
        handle = sockets.socket()
        handle.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        handle.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(handle, (host, int(port)))
        key = base64.b64encode(os.urandom(16)).decode()
        await loop.sock_sendall(
            handle,
            f"GET /?version=1&format=json&token={person.token} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode(),
        )
        text = b""
        while b"Ready" not in text:
            part = await asyncio.wait_for(loop.sock_recv(handle, 2048), 15)
            expect(part, f"closed after {text!r}")
            text += part
        return cls(handle)

    async def ended(self, seconds: float) -> bool:
        """Reads what is left; true if the connection has ended."""
        loop, deadline = asyncio.get_running_loop(), time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                if not await asyncio.wait_for(loop.sock_recv(self.handle, 1 << 16), seconds):
                    return True
            except ConnectionError:
                return True
            except asyncio.TimeoutError:
                return False
        return False


async def run(world):
    checks = world.checks
    host, guest = await world.newcomer("host", gateway=0, limited=False), await world.newcomer("guest", gateway=0)
    created = await host.create_server()
    channel = created["channels"][0]["_id"]
    await guest.join(await host.invite_to(channel))
    stalled = await StalledReader.open(host)
    reading, listening = await host.socket(), await guest.socket()
    # Large events for the stalled user alone: settings, which only their own sockets hear.
    filler = secrets.token_hex(30_000)
    delays: list[float] = []
    sent = 0

    async def fill():
        nonlocal sent
        for _ in range(240):
            await host.rest.call("POST", "/sync/settings/set", {"filler": filler}, wants=204)
            sent += 1
            await asyncio.sleep(0.01)

    async def talk():
        for number in range(10):
            began = time.monotonic()
            message = await guest.say(channel, f"still quick {number}")
            for socket in (listening, reading):
                await socket.expect("Message", _id=message["_id"])
            delays.append(time.monotonic() - began)
            await asyncio.sleep(0.4)

    filling = asyncio.ensure_future(fill())
    await checks.step("others hear messages while one reader is stalled", talk(), 90)
    checks.that("and none of them took a second", delays and max(delays) < 1, [round(d, 2) for d in delays])
    await checks.step(
        "the other socket of the same user hears every event",
        until(lambda: filling.done() and len(reading.of("UserSettingsUpdate")) == sent, 90, "all events"),
        100,
    )
    checks.equal("the settings were stored", filling.done() and filling.exception(), None)
    checks.that("enough was sent to overflow any buffer", sent * len(filler) > 12_000_000, sent * len(filler))
    checks.that("the stalled reader was closed", await stalled.ended(15), "it is still connected")
    checks.that("the others were not", not reading.is_closed and not listening.is_closed)
    await reading.close()
    await listening.close()
