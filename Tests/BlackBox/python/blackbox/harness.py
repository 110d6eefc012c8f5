"""The line to the harness: asks it to stop, kill or start a part of the deployment."""

from __future__ import annotations

import asyncio
import itertools
import json
import sys

from .checks import tell


class Harness:
    """Sends requests on standard output and reads answers from standard input, one JSON line each."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._reader: asyncio.StreamReader | None = None
        self._lock = asyncio.Lock()

    async def _answers(self) -> asyncio.StreamReader:
        if self._reader is None:
            reader = asyncio.StreamReader()
            loop = asyncio.get_running_loop()
            await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
            self._reader = reader
        return self._reader

    async def ask(self, verb: str, part: str) -> None:
        """Asks for `verb` (`kill`, `stop`, `start`, `freeze`, `thaw`, `audit`) on `part` (`api`, `gateway-1`, `mongo`, …) and waits until done."""
        async with self._lock:
            reader = await self._answers()
            number = next(self._numbers)
            tell({"ask": verb, "part": part, "number": number})
            line = await reader.readline()
            if not line:
                raise RuntimeError("the harness is gone")
            answer = json.loads(line)
            if answer.get("number") != number or answer.get("error"):
                raise RuntimeError(f"{verb} {part}: {answer.get('error', 'answers out of step')}")

    async def kill(self, part: str) -> None:
        """`kill -9`."""
        await self.ask("kill", part)

    async def stop(self, part: str) -> None:
        """SIGTERM, and waits for the end."""
        await self.ask("stop", part)

    async def start(self, part: str) -> None:
        """Starts it again on the same data and port, and waits until it is ready."""
        await self.ask("start", part)

    async def freeze(self, part: str) -> None:
        """SIGSTOP: it neither answers nor closes a connection."""
        await self.ask("freeze", part)

    async def thaw(self, part: str) -> None:
        """SIGCONT."""
        await self.ask("thaw", part)

    async def audit(self) -> None:
        """Looks at the rows, objects and temporary files of the file server, and raises if they do not fit together."""
        await self.ask("audit", "files")
