"""Accounts of a scenario: how they come to be, and what each of them does over REST and raw sockets."""

from __future__ import annotations

import random
import secrets
from typing import Any

from .gateway import Socket
from .rest import Rest

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid() -> str:
    """A fresh ULID."""
    import time

    stamp = int(time.time() * 1000)
    head = "".join(ALPHABET[(stamp >> shift) & 31] for shift in range(45, -5, -5))
    return head + "".join(secrets.choice(ALPHABET) for _ in range(16))


def source_address(limited: bool = True) -> str:
    """A loopback address that nobody else uses, so that a client has rate limits of its own, or none at all."""
    network = random.randint(1, 250) if limited else 251
    return f"127.{network}.{random.randint(0, 255)}.{random.randint(2, 254)}"


class Person:
    """Somebody with an account, a session and an address of their own."""

    def __init__(self, name: str, rest: Rest, gateway: str) -> None:
        self.name = name
        self.rest = rest
        self.gateway = gateway
        self.email = f"{name}.{secrets.token_hex(6)}@people.test"
        self.password = f"correct horse {secrets.token_hex(8)}"
        self.username = f"{name}-{secrets.token_hex(4)}"
        self.discriminator = ""
        self.id = ""
        self.session: dict[str, Any] = {}

    @property
    def token(self) -> str:
        """The session token."""
        return self.rest.token or ""

    async def register(self) -> None:
        """Creates the account."""
        await self.rest.call(
            "POST", "/auth/account/create", {"email": self.email, "password": self.password, "captcha": None}, wants=204
        )

    async def login(self, friendly_name: str = "black box") -> dict[str, Any]:
        """Opens a session and keeps its token."""
        self.session = await self.rest.call(
            "POST",
            "/auth/session/login",
            {"email": self.email, "password": self.password, "friendly_name": friendly_name},
            wants=200,
        )
        self.rest.token = self.session["token"]
        self.id = self.session["user_id"]
        return self.session

    async def onboard(self) -> dict[str, Any]:
        """Picks the username."""
        user = await self.rest.call("POST", "/onboard/complete", {"username": self.username}, wants=200)
        self.discriminator = user["discriminator"]
        return user

    async def socket(self, wire: str = "json", ready: bool = True, query: str = "") -> Socket:
        """Opens a raw socket with the token in the query; waits for `Ready` unless told otherwise."""
        text = f"version=1&format={wire}&token={self.token}{query}"
        socket = await Socket.open(self.gateway, self.rest.source, text, wire)
        if ready:
            await socket.expect("Ready")
        return socket

    async def create_server(self, name: str = "A place") -> dict[str, Any]:
        """Creates a server; returns `{server, channels}`."""
        return await self.rest.call("POST", "/servers/create", {"name": name}, wants=200)

    async def invite_to(self, channel: str) -> str:
        """Creates an invite and returns its code."""
        return (await self.rest.call("POST", f"/channels/{channel}/invites", wants=200))["_id"]

    async def join(self, code: str) -> dict[str, Any]:
        """Joins by invite."""
        return await self.rest.call("POST", f"/invites/{code}", wants=200)

    async def say(self, channel: str, content: str, **more: Any) -> dict[str, Any]:
        """Sends a message the way the web client does and returns it."""
        return await self.rest.call(
            "POST",
            f"/channels/{channel}/messages",
            {"content": content, **more},
            headers={"Idempotency-Key": ulid()},
            wants=200,
        )

    async def befriend(self, other: Person) -> None:
        """Becomes friends with somebody."""
        await self.rest.call("PUT", f"/users/{other.id}/friend", wants=200)
        await other.rest.call("PUT", f"/users/{self.id}/friend", wants=200)

    async def direct(self, other: Person) -> dict[str, Any]:
        """Opens a direct-message channel."""
        return await self.rest.call("GET", f"/users/{other.id}/dm", wants=200)
