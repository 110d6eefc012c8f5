"""A small HTTP/1.1 client that sends exactly the bytes a test asks for, on connections of its own."""

from __future__ import annotations

import asyncio
import json as codec
from typing import Any
from urllib.parse import urlencode, urlsplit

import h11

from .contract import Contract

#: Marks an argument that was not given, where `None` means JSON null.
ABSENT: Any = object()


class Answer:
    """A complete HTTP response."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    def header(self, name: str) -> str | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key == name.lower()), None)

    def json(self) -> Any:
        """The body as JSON."""
        return codec.loads(self.body)

    def __repr__(self) -> str:
        return f"<{self.status} {self.body[:300]!r}>"


class Refused(Exception):
    """An answer with another status than the caller wanted."""

    def __init__(self, method: str, target: str, answer: Answer) -> None:
        super().__init__(f"{method} {target} answered {answer.status} {answer.body[:400]!r}")
        self.answer = answer
        try:
            self.type = answer.json().get("type")
        except (ValueError, AttributeError):
            self.type = None


class Connection:
    """One keep-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.state = h11.Connection(h11.CLIENT, max_incomplete_event_size=1 << 20)

    async def exchange(self, method: str, target: str, headers: list[tuple[str, str]], body: bytes | None) -> Answer:
        """Sends one request and reads its answer."""
        if body is not None:
            headers = [*headers, ("Content-Length", str(len(body)))]
        self.writer.write(self.state.send(h11.Request(method=method, target=target, headers=headers)))
        if body:
            self.writer.write(self.state.send(h11.Data(data=body)))
        self.writer.write(self.state.send(h11.EndOfMessage()))
        response, content = None, b""
        while True:
            event = self.state.next_event()
            if event is h11.NEED_DATA:
                self.state.receive_data(await self.reader.read(65536))
            elif isinstance(event, h11.Response):
                response = event
            elif isinstance(event, h11.Data):
                content += event.data
            elif isinstance(event, h11.EndOfMessage):
                break
            elif isinstance(event, h11.ConnectionClosed):
                raise ConnectionResetError("closed before an answer")
        assert response is not None
        pairs = [(key.decode().lower(), value.decode()) for key, value in response.headers]
        return Answer(response.status_code, pairs, content)

    def reusable(self) -> bool:
        """Whether another request can follow; prepares for it."""
        if self.state.our_state is h11.DONE and self.state.their_state is h11.DONE:
            self.state.start_next_cycle()
            return not self.writer.is_closing() and not self.reader.at_eof()
        return False


class Rest:
    """The API as one client sees it: from a source address of its own, hence with rate limits of its own."""

    def __init__(self, base: str, contract: Contract, source: str) -> None:
        parts = urlsplit(base)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self.base, self.contract, self.source = base, contract, source
        self.token: str | None = None
        self.idle: list[Connection] = []

    async def connect(self) -> Connection:
        """Opens a connection."""
        reader, writer = await asyncio.open_connection(self.host, self.port, local_addr=(self.source, 0))
        return Connection(reader, writer)

    async def lend(self) -> Connection:
        """An idle connection that the server has not closed, or a new one."""
        await asyncio.sleep(0)  # lets a close by the server be seen first
        while self.idle:
            connection = self.idle.pop()
            if not connection.reader.at_eof() and not connection.writer.is_closing():
                return connection
            connection.writer.close()
        return await self.connect()

    async def send(
        self,
        method: str,
        target: str,
        headers: dict[str, str] | None = None,
        body: bytes | None = None,
        authenticated: bool = True,
        seconds: float = 30,
        patient: bool = True,
    ) -> Answer:
        """Sends exactly this request, adding only `Host` and (if there is one) the session token.

        A rate limit is waited for, as real clients do, unless `patient` is false.
        """
        while True:
            answer = await self.exchange(method, target, headers or {}, body, authenticated, seconds)
            if not patient or answer.status != 429 or "type" in answer.json():
                return answer
            await asyncio.sleep(answer.json()["retry_after"] / 1000 + 0.02)

    async def exchange(
        self, method: str, target: str, headers: dict[str, str], body: bytes | None, authenticated: bool, seconds: float
    ) -> Answer:
        """Sends one request and checks the answer against the contract."""
        lines = [("Host", f"{self.host}:{self.port}"), *headers.items()]
        if authenticated and self.token and not any(name.lower() == "x-session-token" for name, _ in lines):
            lines.append(("X-Session-Token", self.token))
        async with asyncio.timeout(seconds):
            connection = await self.lend()
            try:
                answer = await connection.exchange(method, target, lines, body)
            except h11.RemoteProtocolError as error:
                connection.writer.close()
                raise ConnectionResetError(f"{method} {target}: {error}") from error
            except BaseException:
                connection.writer.close()
                raise
        if connection.reusable():
            self.idle.append(connection)
        else:
            connection.writer.close()
        self.contract.check(method, target, answer.status, answer.header("content-type") or "", answer.body)
        return answer

    async def call(
        self,
        method: str,
        path: str,
        json: Any = ABSENT,
        query: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        wants: int | tuple[int, ...] | None = None,
        patient: bool = True,
    ) -> Any:
        """Calls a route the way the web client does: always a `?`, always a body except on GET, no content type.

        Without `wants` any 2xx will do.
        """
        target = f"{path}?{urlencode(query or {})}"
        body = None if method == "GET" else codec.dumps({} if json is ABSENT else json).encode()
        answer = await self.send(method, target, headers, body, patient=patient)
        statuses = (wants,) if isinstance(wants, int) else wants
        if (answer.status not in statuses) if statuses else not 200 <= answer.status < 300:
            raise Refused(method, target, answer)
        return None if answer.status == 204 else answer.json()

    async def refused(self, method: str, path: str, status: int, kind: str, json: Any = ABSENT, **more: Any) -> Any:
        """Calls a route that must answer an error of this status and type, and returns the body."""
        body = await self.call(method, path, json=json, wants=status, **more)
        if body.get("type") != kind:
            raise AssertionError(f"{method} {path}: error {body!r}, wanted {kind}")
        return body

    def close(self) -> None:
        """Drops all idle connections."""
        for connection in self.idle:
            connection.writer.close()
        self.idle = []
