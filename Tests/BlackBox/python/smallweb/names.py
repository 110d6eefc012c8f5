"""A name server that follows a script: what it says of a name may change from one look to the next."""

from __future__ import annotations

import asyncio
import ipaddress
import struct
from collections import Counter
from dataclasses import dataclass

A, CNAME, AAAA = 1, 5, 28


@dataclass(frozen=True)
class Look:
    """What is said of a name at one look."""

    four: tuple[str, ...] = ()
    six: tuple[str, ...] = ()
    alias: str | None = None

    @classmethod
    def at(cls, *addresses: str) -> Look:
        """A look that gives these addresses."""
        return cls(tuple(a for a in addresses if ":" not in a), tuple(a for a in addresses if ":" in a))


class Names(asyncio.DatagramProtocol):
    """The zone and its server; every answer is to be forgotten at once (TTL 0)."""

    def __init__(self) -> None:
        self.scripts: dict[str, list[Look]] = {}
        self.suffixes: dict[str, Look] = {}
        self.looks: Counter[tuple[str, int]] = Counter()
        self.transport: asyncio.DatagramTransport | None = None

    async def start(self) -> None:
        """Listens on port 53."""
        await asyncio.get_running_loop().create_datagram_endpoint(lambda: self, local_addr=("127.0.0.1", 53))

    def stop(self) -> None:
        """Ends listening."""
        if self.transport:
            self.transport.close()

    def say(self, name: str, *looks: Look) -> None:
        """Sets what is said of a name: at the first look, the second, and so on; the last stands."""
        self.scripts[name.encode("idna").decode().lower()] = list(looks)

    def times(self, name: str) -> int:
        """How often a name was looked up, in either kind of address."""
        return max(self.looks[(name, A)], self.looks[(name, AAAA)])

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keeps the socket."""
        self.transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answers one question."""
        try:
            name, kind, end = self.question(data)
        except (IndexError, struct.error, UnicodeDecodeError):
            return
        records, exists = self.records(name, kind)
        flags = 0x8180 if exists else 0x8183
        head = data[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0)
        body = b"".join(self.encoded(owner) + struct.pack(">HHIH", k, 1, 0, len(value)) + value for owner, k, value in records)
        if self.transport:
            self.transport.sendto(head + data[12:end] + body, addr)

    def records(self, name: str, kind: int, depth: int = 0) -> tuple[list[tuple[str, int, bytes]], bool]:
        """The records of one look, and whether the name exists."""
        turn = self.looks[(name, kind)]
        self.looks[(name, kind)] += 1
        script = self.scripts.get(name)
        look = script[min(turn, len(script) - 1)] if script else self.wildcard(name)
        if look is None:
            return [], False
        if look.alias:
            alias = (name, CNAME, self.encoded(look.alias))
            more, exists = self.records(look.alias, kind, depth + 1) if depth < 4 else ([], False)
            return [alias, *more], exists
        texts = look.four if kind == A else look.six if kind == AAAA else ()
        return [(name, kind, ipaddress.ip_address(text).packed) for text in texts], True

    def wildcard(self, name: str) -> Look | None:
        """What is said of all names below another."""
        return next((look for suffix, look in self.suffixes.items() if name.endswith(suffix)), None)

    @staticmethod
    def encoded(name: str) -> bytes:
        """A name on the wire."""
        return b"".join(bytes([len(part)]) + part.encode() for part in name.split(".")) + b"\0"

    @staticmethod
    def question(data: bytes) -> tuple[str, int, int]:
        """The name and kind asked for, and where the question ends."""
        labels, at = [], 12
        while data[at]:
            labels.append(data[at + 1 : at + 1 + data[at]].decode())
            at += 1 + data[at]
        return ".".join(labels).lower(), struct.unpack(">H", data[at + 1 : at + 3])[0], at + 5
