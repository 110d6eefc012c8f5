"""Hosts that mean harm: bodies and heads without end, one byte at a time, and compressed bodies that grow."""

from __future__ import annotations

import asyncio
import zlib
from collections import Counter

from .names import Look, Names
from .namespace import WILD

#: What names below each of these domains do to whoever asks.
DOMAINS = ("endless", "chunks", "picture", "film", "loris", "mute", "bomb", "twice", "heads", "circle", "tags", "deep")


def bomb(mebibytes: int, twice: bool = False) -> bytes:
    """Zeros in the fewest bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1 << 20)
    data = b"".join(packer.compress(zeros) for _ in range(mebibytes)) + packer.flush()
    if twice:
        packer = zlib.compressobj(9, zlib.DEFLATED, 31)
        data = packer.compress(data) + packer.flush()
    return data


class Wild:
    """All of them, behind one address; the name tells which."""

    def __init__(self) -> None:
        self.open = 0
        self.most = 0
        self.requests: Counter[str] = Counter()
        self.sent: Counter[str] = Counter()
        self.bombs = {"bomb": bomb(64), "twice": bomb(256, twice=True)}
        self.server: asyncio.Server | None = None

    async def start(self, names: Names) -> None:
        """Listens, and has the names lead here."""
        for domain in DOMAINS:
            # One owner with any number of names, and any number of owners.
            names.suffixes[f".{domain}.example"] = Look((WILD,))
            names.suffixes[f"-{domain}.example"] = Look((WILD,))
        self.server = await asyncio.start_server(self.visit, WILD, 80, backlog=1024)

    def stop(self) -> None:
        """Ends it."""
        if self.server:
            self.server.close()

    async def visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            host = next(line.split(": ")[1] for line in head.split("\r\n") if line.lower().startswith("host: "))
            kind = host.split(".")[-2].split("-")[-1]
            self.requests[kind] += 1
            await getattr(self, kind)(kind, reader, writer)
        except (OSError, EOFError, asyncio.IncompleteReadError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def pour(self, kind: str, writer: asyncio.StreamWriter, head: str, piece: bytes) -> None:
        """A head, and then the same again and again."""
        writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n".encode())
        while True:
            writer.write(piece)
            await writer.drain()
            self.sent[kind] += len(piece)
            await asyncio.sleep(0)

    async def endless(self, kind, reader, writer):
        """A page of text without end."""
        await self.pour(kind, writer, "Content-Type: text/html\r\n", b"a" * 16384)

    async def chunks(self, kind, reader, writer):
        """A page of comments in chunks without end."""
        await self.pour(kind, writer, "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n", b"4000\r\n" + b"<!---->........." * 1024 + b"\r\n")

    async def picture(self, kind, reader, writer):
        """A picture whose header says it is huge, without end."""
        png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x01\0\0\0\x01\0\0\x08\x06\0\0\0"
        await self.pour(kind, writer, "Content-Type: image/png\r\n", png + b"\0" * 16384)

    async def film(self, kind, reader, writer):
        """A video without end."""
        await self.pour(kind, writer, "Content-Type: video/mp4\r\n", b"\0\0\0\x20ftypisom" + b"\0" * 16384)

    async def tags(self, kind, reader, writer):
        """Tags without end."""
        await self.pour(kind, writer, "Content-Type: text/html\r\n", b"<meta property='og:image' content='/a'>" * 400)

    async def deep(self, kind, reader, writer):
        """One tag of attributes without end."""
        await self.pour(kind, writer, "Content-Type: text/html\r\n", b"<p" + b" a b=1 c='2'" * 1300)

    async def heads(self, kind, reader, writer):
        """Header lines without end."""
        await self.pour(kind, writer, "", b"X-A: b\r\n" * 2048)

    async def circle(self, kind, reader, writer):
        """A redirect to another of the same."""
        writer.write(f"HTTP/1.1 302 Found\r\nLocation: http://n{self.requests[kind]}-circle.example/\r\nContent-Length: 0\r\n\r\n".encode())
        await writer.drain()

    async def loris(self, kind, reader, writer):
        """A byte at a time."""
        for byte in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"X-A: b\r\n" * 1000:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.2)

    async def mute(self, kind, reader, writer):
        """Nothing, for as long as the other side waits."""
        await reader.read(1)

    async def bomb(self, kind, reader, writer):
        """A compressed page that grows to 64 MiB."""
        await self.packed(kind, writer, "gzip")

    async def twice(self, kind, reader, writer):
        """A page that was compressed twice and grows to 256 MiB."""
        await self.packed(kind, writer, "gzip, gzip")

    async def packed(self, kind: str, writer: asyncio.StreamWriter, coding: str) -> None:
        """A compressed body."""
        data = self.bombs[kind]
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: {coding}\r\nContent-Length: {len(data)}\r\n\r\n"
        writer.write(head.encode() + data)
        await writer.drain()
        self.sent[kind] += len(data)
