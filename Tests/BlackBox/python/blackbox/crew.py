"""A group of people who talk at once while parts of the deployment fail, and what each of them heard."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import Any

import h11

from .checks import until
from .gateway import Socket
from .people import Person, ulid

#: How a request can fail below HTTP while a server is being killed.
BROKEN = (OSError, EOFError, asyncio.TimeoutError, h11.RemoteProtocolError)


class Outcome:
    """What became of one message: the answer's status (0 when the connection broke) and how long it took."""

    def __init__(self, text: str, status: int, seconds: float, body: Any) -> None:
        self.text = text
        self.status = status
        self.seconds = seconds
        self.body = body
        self.id = body["_id"] if status == 200 else None


class Crew:
    """People who share one channel, and come from where no rate limit applies."""

    def __init__(self, people: list[Person], server: str, channel: str) -> None:
        self.people = people
        self.server = server
        self.channel = channel
        self.outcomes: list[Outcome] = []

    @classmethod
    async def gather(cls, world: Any, size: int) -> Crew:
        """Signs people up and brings them together in a new server."""
        people = await asyncio.gather(*(world.newcomer(f"crew{number}", gateway=number, limited=False) for number in range(size)))
        created = await people[0].create_server("Crew")
        channel = created["channels"][0]["_id"]
        code = await people[0].invite_to(channel)
        await asyncio.gather(*(person.join(code) for person in people[1:]))
        return cls(list(people), created["server"]["_id"], channel)

    async def sockets(self) -> list[Socket]:
        """One open socket for each."""
        return list(await asyncio.gather(*(person.socket() for person in self.people)))

    async def send(self, person: Person, text: str, seconds: float = 20) -> Outcome:
        """Sends one message and keeps its outcome, whatever it is."""
        began = time.monotonic()
        body = json.dumps({"content": text}).encode()
        target = f"/channels/{self.channel}/messages?"
        try:
            answer = await person.rest.send(
                "POST", target, {"Idempotency-Key": ulid()}, body, seconds=seconds, patient=False
            )
            outcome = Outcome(text, answer.status, time.monotonic() - began, answer.json())
        except BROKEN as error:
            outcome = Outcome(text, 0, time.monotonic() - began, repr(error))
        self.outcomes.append(outcome)
        return outcome

    async def talk(self, mark: str, each: int, pause: float = 0.1) -> list[Outcome]:
        """Everybody sends so many messages, all at the same time."""

        async def one(person: Person) -> list[Outcome]:
            outcomes = []
            for number in range(each):
                outcomes.append(await self.send(person, f"{mark} {person.name} {number}"))
                await asyncio.sleep(pause)
            return outcomes

        return [outcome for outcomes in await asyncio.gather(*map(one, self.people)) for outcome in outcomes]

    @property
    def acknowledged(self) -> list[str]:
        """Ids of all messages that were answered with 200."""
        return [outcome.id for outcome in self.outcomes if outcome.id]

    async def stored(self, person: Person) -> set[str]:
        """Ids of all messages in the channel, read page by page."""
        found: set[str] = set()
        query: dict[str, Any] = {"limit": 100}
        while True:
            page = await person.rest.call("GET", f"/channels/{self.channel}/messages", query=query, wants=200)
            found |= {message["_id"] for message in page}
            if len(page) < 100:
                return found
            query = {"limit": 100, "before": min(message["_id"] for message in page)}

    async def lost(self) -> list[str]:
        """Acknowledged messages that are no longer there."""
        return sorted(set(self.acknowledged) - await self.stored(self.people[0]))

    async def account(self, sockets: list[Socket], seconds: float) -> list[str]:
        """Faults among sockets: each must hear every acknowledged message exactly once or be closed with 1012."""

        def complete(socket: Socket) -> bool:
            return socket.is_closed or set(self.acknowledged) <= {e["_id"] for e in socket.of("Message")}

        try:
            await until(lambda: all(map(complete, sockets)), seconds, "")
        except AssertionError:
            pass  # what is missing is told below, socket by socket
        faults = []
        for number, socket in enumerate(sockets):
            counts = Counter(event["_id"] for event in socket.of("Message"))
            twice = [key for key, count in counts.items() if count > 1]
            missing = [key for key in self.acknowledged if key not in counts]
            if twice:
                faults.append(f"socket {number} heard {len(twice)} messages more than once: {twice[:3]}")
            if socket.is_closed and socket.close_code != 1012:
                faults.append(f"socket {number} was closed with {socket.close_code}")
            if not socket.is_closed and missing:
                faults.append(f"socket {number} is open and missed {len(missing)} of {len(self.acknowledged)}")
        return faults
