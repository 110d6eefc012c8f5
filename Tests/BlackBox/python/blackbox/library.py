"""The third-party client stoat.py, unmodified, with its answers checked and its errors kept."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import stoat
from stoat.client import ClientEventHandler
from stoat.enums import ShardFormat
from yarl import URL

from .contract import Contract
from .people import source_address


class WatchingAdapter(stoat.AIOHTTPAdapter):
    """The library's own adapter, from an address of its own; every answer is checked against the contract."""

    def __init__(self, contract: Contract, source: str) -> None:
        super().__init__(session=lambda _: aiohttp.ClientSession(connector=aiohttp.TCPConnector(local_addr=(source, 0))))
        self.contract = contract

    async def request(self, method: str, url: str, *, headers: Any, **kwargs: Any) -> Any:
        response = await super().request(method, url, headers=headers, **kwargs)
        body = await response.read()
        target = URL(url).raw_path_qs
        self.contract.check(method, target, response.status, response.headers.get("content-type", ""), body)
        return response


class LibraryClient(stoat.Client):
    """A user of the library."""

    def __init__(self, contract: Contract, api: str, gateway: str, wire: str, files: str | None = None) -> None:
        source = source_address()
        adapter = WatchingAdapter(contract, source)
        shard_format = ShardFormat.json if wire == "json" else ShardFormat.msgpack
        super().__init__(
            bot=False,
            cdn_base=files,
            http=lambda client, state: stoat.HTTPClient(adapter=adapter, base=api, bot=False, state=state),
            shard=lambda client, state: stoat.ShardImpl(
                "",
                adapter=WatchingAdapter(contract, source),
                base_url=gateway,
                bot=False,
                format=shard_format,
                handler=ClientEventHandler(client),
                state=state,
            ),
        )
        self.faults: list[str] = []
        self.running: asyncio.Task[None] | None = None

    async def on_library_error(self, shard: Any, payload: Any, exc: Exception, /) -> None:
        """Keeps what the library could not handle."""
        self.faults.append(f"{payload['type']}: {type(exc).__name__}: {exc}")

    async def log_in(self, email: str, password: str) -> Any:
        """Logs in and uses the session for REST and the socket."""
        result = await self.http.login_with_email(email, password, friendly_name="stoat.py")
        if not isinstance(result, stoat.Session):
            raise TypeError(f"log-in gave {result!r}")
        self.http.with_credentials(result.token, bot=False)
        self.shard.with_credentials(result.token, bot=False)
        return result

    async def go_online(self) -> stoat.ReadyEvent:
        """Connects and waits for `Ready`."""
        ready = self.wait_for(stoat.ReadyEvent, timeout=20)
        self.running = asyncio.create_task(self.start())
        waiting = asyncio.ensure_future(ready)
        await asyncio.wait({waiting, self.running}, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            waiting.cancel()
            self.running.result()
            raise RuntimeError("the library's connection ended before Ready")
        return waiting.result()

    def cut(self) -> None:
        """Breaks the TCP connection under the library, as a failing network does."""
        self.shard.socket._conn.transport.abort()

    async def go_away(self) -> None:
        """Disconnects for good."""
        try:
            await self.close()
        finally:
            if self.running:
                self.running.cancel()
                await asyncio.wait({self.running}, timeout=5)
