"""One raw socket to the gateway, which keeps every frame it got."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import msgpack
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from .checks import Unmet


class Frame:
    """A frame as it came: its event, kind and time."""

    def __init__(self, event: Any, is_text: bool, raw: str | bytes) -> None:
        self.event = event
        self.is_text = is_text
        self.raw = raw
        self.time = time.monotonic()


class Socket:
    """A connection in either format. Events are read in the background and kept in `frames`."""

    def __init__(self, connection: ClientConnection, wire: str) -> None:
        self.connection = connection
        self.wire = wire
        self.frames: list[Frame] = []
        self.opened = time.monotonic()
        self.close_code: int | None = None
        self.is_closed = False
        self._position = 0
        self._news = asyncio.Event()
        self._task = asyncio.create_task(self._read())

    @classmethod
    async def open(
        cls,
        url: str,
        source: str,
        query: str | None = None,
        wire: str = "json",
        path: str = "/",
        headers: dict[str, str] | None = None,
    ) -> Socket:
        """Opens a socket with exactly this query, from this source address."""
        address = url.rstrip("/") + path + (f"?{query}" if query is not None else "")
        connection = await connect(
            address,
            local_addr=(source, 0),
            additional_headers=headers,
            compression=None,
            max_size=None,
            max_queue=None,
            ping_interval=None,
            open_timeout=15,
            close_timeout=2,
            proxy=None,
        )
        return cls(connection, wire)

    async def _read(self) -> None:
        try:
            async for raw in self.connection:
                is_text = isinstance(raw, str)
                event = json.loads(raw) if is_text else msgpack.unpackb(raw)
                self.frames.append(Frame(event, is_text, raw))
                self._wake()
        except ConnectionClosed:
            pass
        finally:
            self.close_code = self.connection.close_code
            self.is_closed = True
            self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

    @property
    def events(self) -> list[Any]:
        """All events so far, with those inside `Bulk` unpacked."""
        flat = []
        for frame in self.frames:
            flat += frame.event["v"] if frame.event.get("type") == "Bulk" else [frame.event]
        return flat

    def of(self, kind: str) -> list[Any]:
        """All events of a type so far."""
        return [event for event in self.events if event.get("type") == kind]

    async def send(self, message: Any) -> None:
        """Sends a client message in the socket's format."""
        await self.connection.send(json.dumps(message) if self.wire == "json" else msgpack.packb(message))

    async def expect(
        self, kind: str, seconds: float = 15, where: Callable[[Any], bool] | None = None, **fields: Any
    ) -> Any:
        """The next event of this type with these fields that no earlier call returned or passed over."""

        def fits(event: Any) -> bool:
            if event.get("type") != kind or (where and not where(event)):
                return False
            return all(event.get(key) == value for key, value in fields.items())

        deadline = time.monotonic() + seconds
        while True:
            events = self.events
            for index in range(self._position, len(events)):
                if fits(events[index]):
                    self._position = index + 1
                    return events[index]
            if self.is_closed:
                raise Unmet(f"closed with {self.close_code} while waiting for {kind} {fields}; {self._tail()}")
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.monotonic())
            except asyncio.TimeoutError:
                raise Unmet(f"no {kind} {fields} within {seconds:g} s; {self._tail()}") from None

    def _tail(self) -> str:
        return f"last events: {json.dumps(self.events[-6:])[:1500]}"

    def rewind(self) -> None:
        """Lets `expect` find events from the beginning again."""
        self._position = 0

    async def settle(self) -> None:
        """Waits until everything the server had sent before now is here (a `Ping` is answered in order)."""
        mark = int(time.monotonic() * 1000)
        await self.send({"type": "Ping", "data": mark})
        await self.expect("Pong", data=mark)

    async def closed(self, seconds: float = 15) -> int | None:
        """Waits for the end of the connection and returns the close code, `None` or 1006 without Close frame."""
        deadline = time.monotonic() + seconds
        while not self.is_closed:
            try:
                await asyncio.wait_for(self._news.wait(), deadline - time.monotonic())
            except asyncio.TimeoutError:
                raise Unmet(f"still open after {seconds:g} s; {self._tail()}") from None
        return self.close_code

    async def close(self) -> None:
        """Closes the socket."""
        await self.connection.close()
        self._task.cancel()
