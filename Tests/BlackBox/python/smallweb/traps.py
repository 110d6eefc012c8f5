"""Traps on all addresses that lead inside: nothing of the product may ever connect to them."""

from __future__ import annotations

import asyncio
from collections import Counter

from .namespace import INSIDE, INSIDE_SIX

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\nConnection: close\r\n\r\n<title>secret</title>\r\n"


class Traps:
    """Servers on the usual ports that count who comes."""

    def __init__(self) -> None:
        self.visits: Counter[str] = Counter()
        self.servers: list[asyncio.Server] = []

    async def start(self) -> None:
        """Sets the traps."""
        for address in (*INSIDE, *INSIDE_SIX):
            for port in (80, 443):
                self.servers.append(await asyncio.start_server(self.visitor(f"{address} {port}"), address, port))

    def visitor(self, place: str):
        """Counts a connection, and answers as something inside would."""

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            self.visits[place] += 1
            try:
                await asyncio.wait_for(reader.read(4096), 2)
                writer.write(ANSWER)
                await writer.drain()
            except (OSError, asyncio.TimeoutError):
                pass
            writer.close()

        return answer

    def stop(self) -> None:
        """Takes the traps away."""
        for server in self.servers:
            server.close()
