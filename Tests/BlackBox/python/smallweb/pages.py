"""The pages of the small web: bytes and the embed that they must give, from `Tests/Fixtures/Pages`.

A record `NAME.json` stands beside the bytes `NAME.html`, which are missing where the address itself is not to be asked:

- `name`, `url`: what it is, and the address in a link
- `type`: its content type, if not HTML in UTF-8; `coding`: the content coding that its host uses
- `final`, `hops`: where redirects end, and each of them as status and location
- `fills`: placeholders of text that is long and dull, each with a unit and how often it comes
- `media`: pictures and videos by address, with their size in pixels; `others`: further answers by address
- `embed`: what must come of it; `null` for nothing
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

FOLDER = Path(__file__).resolve().parents[3] / "Fixtures" / "Pages"


def ascii_url(url: str) -> str:
    """The address as it is asked for: the host in lower-case ASCII, the rest percent-encoded."""
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode()
    port = f":{parts.port}" if parts.port else ""
    rest = url.split("//", 1)[1]
    cut = min((rest.index(c) for c in "/?#" if c in rest), default=len(rest))
    tail = "".join(c if c.isascii() else "".join(f"%{b:02X}" for b in c.encode()) for c in rest[cut:])
    return f"{parts.scheme}://{host}{port}{tail if tail.startswith('/') else '/' + tail}"


@dataclass
class Page:
    """One page, or whatever else stands behind an address."""

    name: str
    url: str
    type: str
    body: bytes | None
    hops: list[tuple[int, str]]
    coding: str | None
    media: dict[str, tuple[int, int]]
    others: dict[str, tuple[str, bytes]]
    embed: dict[str, Any] | None

    @property
    def final(self) -> str:
        """The address behind all redirects."""
        url = self.url
        for _, target in self.hops:
            url = urljoin(url, target)
        return url


def filled(text: str, fills: dict[str, list[Any]]) -> str:
    """The text with its placeholders filled: each stands for so many repetitions of some text."""
    for mark, (unit, count) in fills.items():
        text = text.replace(mark, unit * count)
    return text


def load(path: Path) -> Page:
    """Reads one page."""
    record = json.loads(path.read_text())
    source = path.with_suffix(".html")
    body = source.read_bytes() if source.exists() else None
    fills = record.get("fills", {})
    if body is not None and fills:
        body = filled(body.decode(), fills).encode()
    final = record.get("final")
    hops = [tuple(hop) for hop in record.get("hops", [[302, final]] if final else [])]
    return Page(
        name=record["name"],
        url=filled(record["url"], fills),
        type=record.get("type", "text/html; charset=utf-8"),
        body=body,
        hops=hops,
        coding=record.get("coding"),
        media={url: tuple(size) for url, size in record.get("media", {}).items()},
        others={url: (other["type"], other["body"].encode()) for url, other in record.get("others", {}).items()},
        embed=json.loads(filled(json.dumps(record["embed"]), fills)),
    )


def all_pages() -> list[Page]:
    """Every page, by name of its file."""
    return [load(path) for path in sorted(FOLDER.glob("*.json"))]
