"""The file server as clients see it: uploads as forms, previews and originals."""

from __future__ import annotations

import json
import secrets
from typing import Any

from .checks import expect_equal
from .people import Person, source_address
from .rest import Answer, Rest


class FilesContract:
    """What every answer of the file server keeps: CORS, and errors that are typed JSON."""

    def __init__(self, contract: Any) -> None:
        self.contract = contract

    def check(self, method: str, target: str, status: int, content_type: str, body: bytes) -> None:
        """Notes a breach in the common contract."""
        self.contract.seen += 1
        if status < 400 or method == "HEAD" or status in (412, 416):
            return
        try:
            error = json.loads(body)
            kind = "retry_after" in error if status == 429 else error["type"]
            sound = bool(kind) and content_type.startswith("application/json")
        except (ValueError, KeyError, TypeError):
            sound = False
        if not sound:
            self.contract.broken.append(f"{method} {target}: {status} is no typed error: {body[:200]!r}")


def form(content: bytes, name: str | None = "file.bin", field: str = "file") -> tuple[str, bytes]:
    """A multipart body with one file; answers the content type and the body."""
    boundary = f"----box{secrets.token_hex(12)}"
    filename = "" if name is None else f'; filename="{name}"'
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"{filename}\r\nContent-Type: x/y\r\n\r\n'
    return f"multipart/form-data; boundary={boundary}", head.encode() + content + f"\r\n--{boundary}--\r\n".encode()


class FileHost:
    """One process of the file server, used by one person or by nobody in particular."""

    def __init__(self, world: Any, person: Person | None = None, index: int = 0, limited: bool = False) -> None:
        base = world.files[index % len(world.files)]
        self.rest = Rest(base, FilesContract(world.contract), source_address(limited))
        if person is not None:
            self.rest.token = person.token
            if limited:
                self.rest.source = person.rest.source

    async def post(self, tag: str, content: bytes, name: str | None = "file.bin", **more: Any) -> Answer:
        """Uploads; answers whatever comes."""
        kind, body = form(content, name)
        return await self.rest.send("POST", f"/{tag}", {"Content-Type": kind}, body, seconds=90, **more)

    async def upload(self, tag: str, content: bytes, name: str | None = "file.bin") -> str:
        """Uploads; answers the id."""
        answer = await self.post(tag, content, name)
        assert answer.status == 200, f"upload to {tag}: {answer}"
        return answer.json()["id"]

    async def get(self, target: str, headers: dict[str, str] | None = None, method: str = "GET") -> Answer:
        """Fetches an address as it is."""
        return await self.rest.send(method, target, headers, authenticated=False, seconds=60)

    async def original(self, tag: str, id: str, headers: dict[str, str] | None = None) -> Answer:
        """Fetches an original the way clients do, following the redirect."""
        answer = await self.get(f"/{tag}/{id}/original")
        assert answer.status == 308, f"{tag}/{id}/original: {answer}"
        return await self.get(answer.header("location") or "", headers)


async def own_host(world, name, index=0):
    """A file host that somebody uses, without rate limits."""
    return FileHost(world, await world.resident(name), index)


async def use_in_message(world, name, *ids, content="look"):
    """Sends a message with attachments; returns it."""
    person = await world.resident(name)
    _, channel = await world.place(name)
    return await person.say(channel, content, attachments=list(ids))


def typed(answer, status, kind):
    """The answer is this error."""
    expect_equal(answer.status, status, f"{answer}")
    expect_equal(answer.json()["type"], kind, f"{answer}")
