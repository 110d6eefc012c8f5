"""Files that mean harm, and people who upload too much at once or break off."""

from __future__ import annotations

import asyncio
import secrets
import zlib

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.files import FileHost, form, own_host, typed, use_in_message
from blackbox.pictures import animation, encoded, film, picture

book = RuleBook()
rule = book.rule


async def run(world):
    await book.run(world)


def bomb_png(side):
    """A PNG that claims to be huge and holds next to nothing."""
    def chunk(kind, data):
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    head = side.to_bytes(4, "big") * 2 + bytes((8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")


@rule("hostile files end in a typed error or a harmless file", 180)
async def hostile(world):
    host = await own_host(world, "eve")
    jpeg = encoded(picture(640, 480, 7), "JPEG")
    png, gif, webp = encoded(picture(64, 64, 7), "PNG"), animation("GIF"), animation("WEBP")
    bad = {
        "bomb.png": bomb_png(50_000), "big.png": bomb_png(9_999), "cut.jpg": jpeg[:2000], "cut.png": png[:60], "cut.gif": gif[:40],
        "cut.webp": webp[:50], "head.jpg": jpeg[:10], "empty.png": b"\x89PNG\r\n\x1a\n", "frames.gif": animation("GIF", frames=1500, side=2),
        "two.gif": gif + b"PK\x03\x04" + b"<script>alert(1)</script>", "page.jpg": jpeg + b"<script>alert(1)</script>",
        "lies.png": b"<!DOCTYPE html><p>", "cut.mp4": film("mp4", "-c:v", "mpeg4", seconds=0.4)[:900], "tiff.tif": b"II*\0" + b"\xff" * 400,
    }
    for name, content in bad.items():
        answer = await host.post("avatars", content, name)
        expect(answer.status in (200, 400), f"{name} as an avatar: {answer}")
        answer = await host.post("attachments", content, name)
        expect(answer.status in (200, 400), f"{name} as an attachment: {answer}")
        if answer.status != 200:
            continue
        message = await use_in_message(world, "eve", answer.json()["id"])
        kind = message["attachments"][0]["metadata"]["type"]
        seen = await host.get(f"/attachments/{answer.json()['id']}")
        expect(seen.status in (200, 308), f"{name}, stored as {kind}: {seen}")
    typed(await host.post("avatars", bad["bomb.png"], "bomb.png"), 400, "FileTypeNotAllowed")
    expect_equal((await host.get("/")).status, 200, "alive")


@rule("slow and aborted uploads leave nothing, and of a thousand at once each is stored or refused", 180)
async def crowds(world):
    host = await own_host(world, "eve")
    kind, body = form(b"x" * 100_000, "half.bin")
    for part in (50, 1000, 50_000):
        connection = await host.rest.connect()
        head = f"POST /attachments HTTP/1.1\r\nHost: x\r\nX-Session-Token: {host.rest.token}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.writer.write(head.encode() + body[:part])
        await connection.writer.drain()
        await asyncio.sleep(0.05)
        connection.writer.transport.abort()
    fay = await world.newcomer("fay", limited=False)
    channel = (await fay.create_server())["channels"][0]["_id"]
    files = await a_thousand(FileHost(world, fay))
    ids = list(files)
    gate = asyncio.Semaphore(20)

    async def use_and_read(some):
        async with gate:
            await fay.say(channel, "small", attachments=some)
            for id in some:
                answer = await host.original("attachments", id)
                expect((answer.status, answer.body) == (200, files[id]), f"{id}: {answer}")

    await asyncio.gather(*(use_and_read(ids[start : start + 5]) for start in range(0, len(ids), 5)))


async def a_thousand(host):
    """Uploads a thousand small files on as many connections at the same time; answers the content of each by its id."""
    contents = [f"small file {number} {secrets.token_hex(8)}".encode() for number in range(1000)]
    answers = await asyncio.gather(*(host.post("attachments", content, "small.txt") for content in contents))
    kinds = {(answer.status, None if answer.status == 200 else answer.json().get("type")) for answer in answers}
    allowed = {(200, None), (429, None), (503, "ServiceUnavailable")}
    expect(kinds <= allowed, f"{kinds}")
    ids = {answer.json()["id"]: content for answer, content in zip(answers, contents) if answer.status == 200}
    expect(len(ids) == sum(answer.status == 200 for answer in answers) > 200, f"{len(ids)} files")
    return ids
