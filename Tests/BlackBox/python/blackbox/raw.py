"""A WebSocket connection of raw bytes, for everything a well-behaved library refuses to send."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from typing import Any

from .checks import Unmet
from .people import Person

TEXT, BINARY, CONTINUATION, CLOSE, PING, PONG = 1, 2, 0, 8, 9, 10


def frame(
    opcode: int,
    payload: bytes = b"",
    fin: bool = True,
    rsv: int = 0,
    masked: bool = True,
    announced: int | None = None,
) -> bytes:
    """A frame of exactly these fields; `announced` is the length in its header when that should differ."""
    size = len(payload) if announced is None else announced
    head = bytes([(0x80 if fin else 0) | rsv << 4 | opcode])
    bit = 0x80 if masked else 0
    if size < 126:
        head += bytes([bit | size])
    elif size < 65536:
        head += bytes([bit | 126]) + struct.pack(">H", size)
    else:
        head += bytes([bit | 127]) + struct.pack(">Q", size)
    if not masked:
        return head + payload
    mask = os.urandom(4)
    return head + mask + bytes(byte ^ mask[index & 3] for index, byte in enumerate(payload))


def close_frame(code: int, reason: bytes = b"") -> bytes:
    """A Close frame with a code."""
    return frame(CLOSE, struct.pack(">H", code) + reason)


class RawSocket:
    """A connection that has shaken hands; frames of the server are read one by one."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, head: str) -> None:
        self.reader = reader
        self.writer = writer
        self.head = head

    @classmethod
    async def open(cls, person: Person, authenticated: bool = True, extra: str = "", first: bytes = b"") -> RawSocket:
        """Connects; with `authenticated` everything up to `Ready` has been read. `first` goes out with the request."""
        host, port = person.gateway.removeprefix("ws://").rstrip("/").split(":")
        reader, writer = await asyncio.open_connection(host, int(port), local_addr=(person.rest.source, 0))
        query = f"?token={person.token}" if authenticated else ""
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /{query} HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n{extra}\r\n".encode()
            + first
        )
        head = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)).decode()
        if " 101 " not in head.split("\r\n")[0]:
            raise Unmet(f"handshake: {head!r}")
        socket = cls(reader, writer, head)
        if authenticated:
            while json.loads((await socket.next())[1]).get("type") != "Ready":
                pass
        return socket

    async def send(self, *frames: bytes) -> None:
        """Sends bytes in one write each."""
        for data in frames:
            self.writer.write(data)
            await self.writer.drain()

    async def trickle(self, data: bytes) -> None:
        """Sends bytes one by one, each in a packet of its own."""
        for index in range(len(data)):
            self.writer.write(data[index : index + 1])
            await asyncio.sleep(0)

    async def next(self, seconds: float = 10) -> tuple[int, bytes]:
        """Opcode and payload of the next frame; servers must neither mask nor, here, fragment."""
        async with asyncio.timeout(seconds):
            first, second = await self.reader.readexactly(2)
            if first & 0x70 or not first & 0x80 or second & 0x80:
                raise Unmet(f"a frame that no server may send: {first:02x} {second:02x}")
            size = second & 0x7F
            if size == 126:
                size = struct.unpack(">H", await self.reader.readexactly(2))[0]
            elif size == 127:
                size = struct.unpack(">Q", await self.reader.readexactly(8))[0]
            return first & 0x0F, await self.reader.readexactly(size)

    async def echo(self, number: int) -> None:
        """Waits for the `Pong` event with this number; nothing else may come."""
        opcode, payload = await self.next()
        if opcode != TEXT or json.loads(payload) != {"type": "Pong", "data": number}:
            raise Unmet(f"frame {opcode} {payload!r} instead of Pong {number}")

    async def ending(self, seconds: float = 5) -> int | None:
        """The code of the Close frame that comes next (`None` if it has no code), after which the connection ends."""
        try:
            opcode, payload = await self.next(seconds)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise Unmet("the connection ended without a Close frame") from None
        except asyncio.TimeoutError:
            raise Unmet("no Close frame") from None
        if opcode != CLOSE:
            raise Unmet(f"frame {opcode} {payload!r} instead of Close")
        try:
            if await asyncio.wait_for(self.reader.read(1), seconds):
                raise Unmet("bytes after the Close frame")
        except ConnectionError:
            pass
        except asyncio.TimeoutError:
            raise Unmet("the connection stays open after the Close frame") from None
        self.writer.close()
        return struct.unpack(">H", payload[:2])[0] if payload else None

    def drop(self) -> None:
        """Closes the connection at once."""
        self.writer.close()


def ping_event(number: int, size: int = 0, more: str = "") -> bytes:
    """A client's `Ping` as JSON, padded to a size with an unknown key."""
    fields: dict[str, Any] = {"type": "Ping", "data": number, "more": more}
    text = json.dumps(fields, ensure_ascii=False).encode()
    if len(text) < size:
        fields["more"] = more + "x" * (size - len(text))
        text = json.dumps(fields, ensure_ascii=False).encode()
    return text
