"""What a scenario is given: where the servers are, people, the contract, the checks and the harness."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .checks import Checks
from .contract import Contract
from .harness import Harness
from .people import Person, source_address
from .rest import Rest


@dataclass
class Places:
    """Where the services are, one URL per process, and where scenarios may have servers of their own."""

    apis: list[str]
    gateways: list[str]
    files: list[str]
    gifs: list[str]
    links: str
    site: int
    provider: int


class World:
    """One deployment under test."""

    def __init__(self, places: Places, document: Path) -> None:
        self.apis = places.apis
        self.gateways = places.gateways
        self.files = places.files
        self.gifs = places.gifs
        self.links = places.links
        self.site = places.site
        self.provider = places.provider
        self.checks = Checks()
        self.contract = Contract(document)
        self.harness = Harness()
        self._turn = itertools.count()
        self._residents: dict[str, asyncio.Future[Any]] = {}
        self._places: dict[str, asyncio.Future[Any]] = {}
        self._rests: list[Rest] = []

    def rest(self, api: int | None = None, limited: bool = True) -> Rest:
        """A client without account. Processes of a cluster are taken in turn."""
        index = next(self._turn) if api is None else api
        rest = Rest(self.apis[index % len(self.apis)], self.contract, source_address(limited))
        self._rests.append(rest)
        return rest

    async def newcomer(
        self, name: str, onboarded: bool = True, gateway: int | None = None, limited: bool = True
    ) -> Person:
        """Signs somebody up and in."""
        turn = next(self._turn)
        index = turn if gateway is None else gateway
        person = Person(name, self.rest(turn, limited), self.gateways[index % len(self.gateways)])
        await person.register()
        await person.login()
        if onboarded:
            await person.onboard()
        return person

    async def resident(self, name: str) -> Person:
        """Somebody whom several rules share; signed up when first asked for."""
        if name not in self._residents:
            self._residents[name] = asyncio.ensure_future(self.newcomer(name))
        return await self._residents[name]

    async def place(self, owner: str, *members: str) -> tuple[str, str]:
        """A server that several rules share, by id, with its first channel."""
        key = " ".join((owner, *members))
        if key not in self._places:
            self._places[key] = asyncio.ensure_future(self._settle(owner, members))
        return await self._places[key]

    async def _settle(self, owner: str, members: tuple[str, ...]) -> tuple[str, str]:
        host = await self.resident(owner)
        created = await host.create_server()
        channel = created["channels"][0]["_id"]
        if members:
            code = await host.invite_to(channel)
            for name in members:
                await (await self.resident(name)).join(code)
        return created["server"]["_id"], channel

    def close(self) -> None:
        """Drops all connections."""
        for rest in self._rests:
            rest.close()
