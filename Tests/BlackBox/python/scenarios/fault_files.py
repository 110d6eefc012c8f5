"""The file server is killed during uploads and its object store freezes: every upload that was answered can be read."""

from __future__ import annotations

import asyncio
import secrets

from blackbox.checks import expect, expect_equal, until
from blackbox.files import FileHost
from blackbox.rest import Answer

#: Uploads under way at the same time.
GATE = asyncio.Semaphore(12)


async def run(world):
    embedded = len(world.apis) == 1
    part = "serve" if embedded else "files-1"
    ada = await world.newcomer("ada", limited=False)
    channel = (await ada.create_server())["channels"][0]["_id"]
    host = FileHost(world, ada)
    kept: dict[str, bytes] = {}

    for attempt in (1, 2):
        uploading = [asyncio.ensure_future(upload(host)) for _ in range(400)]
        await until(lambda: sum(task.done() for task in uploading) >= 15, 30, "some uploads are done")
        await world.harness.kill(part)
        outcomes = [await task for task in uploading]
        await world.harness.start(part)
        answered = {answer.json()["id"]: content for answer, content in outcomes if answer is not None and answer.status == 200}
        await world.checks.step(f"round {attempt}: every row has its object, every object its row, and nothing temporary is left", world.harness.audit(), 40)
        world.checks.that(f"round {attempt}: the kill hit uploads in flight", len(answered) < len(outcomes), len(answered))
        kept |= answered
        await world.checks.step(f"round {attempt}: every answered upload can be used and read", read_all(host, ada, channel, answered))
        again = [(await upload(host, content), content) for answer, content in outcomes[:60] if answer is None]
        await world.checks.step(f"round {attempt}: what was cut off can be uploaded again", all_done(again))
    if not embedded:
        await world.harness.freeze("s3")
        slow = asyncio.ensure_future(upload(host, seconds=90))
        await world.checks.step("with the object store frozen an upload ends in a typed error", refused(slow), 100)
        await world.checks.step("and the API goes on", ada.say(channel, "still here"))
        await world.harness.thaw("s3")
        await world.checks.step("and leaves no row without its object", world.harness.audit(), 40)
    await world.checks.step("afterwards files are taken and given as before", read_all(host, ada, channel, kept, recent=3))
    fresh, content = await upload(host)
    world.checks.equal("a new upload succeeds", fresh.status if fresh else None, 200)


async def upload(host: FileHost, content: bytes | None = None, seconds: float = 30) -> tuple[Answer | None, bytes]:
    """Uploads; without an answer, `None`."""
    content = content or secrets.token_bytes(150_000)
    try:
        async with GATE:
            return await asyncio.wait_for(host.post("attachments", content, "noise.bin"), seconds), content
    except (OSError, EOFError, asyncio.TimeoutError, AssertionError):
        return None, content


async def read_all(host, person, channel, files, recent=None):
    """Uses the files in messages and reads each."""
    ids = list(files)[-recent:] if recent else list(files)
    if not recent:
        for start in range(0, len(ids), 5):
            await person.say(channel, "files", attachments=ids[start : start + 5])
    for id in ids:
        answer = await host.original("attachments", id)
        expect_equal(answer.status, 200, id)
        expect(answer.body == files[id], f"{id}: other bytes")


async def all_done(pairs):
    """All uploads were answered with success."""
    for (answer, _), _ in pairs:
        expect(answer is not None and answer.status == 200, f"{answer}")


async def refused(upload_task):
    """The upload was answered, with an error that says what kind it is."""
    answer, _ = await upload_task
    expect(answer is not None and answer.status in (500, 503) and "type" in answer.json(), f"{answer}")
