"""A reverse proxy as it stands before real gateways: it answers 502 while the server behind it is away."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit


class Proxy:
    """Forwards connections byte by byte to one address."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self.host, self.port = parts.hostname, parts.port
        self.server: asyncio.Server | None = None

    async def start(self) -> str:
        """Listens on a free port and returns the WebSocket URL."""
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return f"ws://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back_reader, back_writer = await asyncio.open_connection(self.host, self.port)
        except OSError:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            writer.close()
            return
        await asyncio.gather(pump(reader, back_writer), pump(back_reader, writer))

    def close(self) -> None:
        """Stops listening."""
        if self.server:
            self.server.close()


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Copies one direction until its end."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass  # the end of one side is the end of both
    finally:
        writer.close()
