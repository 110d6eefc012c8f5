"""Files: uploading, viewing, using, deleting, and what must not happen on the way."""

from __future__ import annotations

import asyncio
import hashlib
import secrets

from blackbox.checks import RuleBook, expect, expect_equal, until
from blackbox.files import FileHost, form, own_host, typed, use_in_message
from blackbox.library import LibraryClient
from blackbox.pictures import animation, encoded, film, metadata, opened, picture, planted

book = RuleBook()
rule = book.rule

ADMIN = "black-box-moderator"


async def run(world):
    await book.run(world)


async def put_avatar(world, name, id):
    """Makes a file somebody's avatar."""
    person = await world.resident(name)
    return await person.rest.call("PATCH", "/users/@me", {"avatar": id}, wants=200)


@rule("the banner and the announced address")
async def banner(world):
    answer = await FileHost(world).get("/")
    expect_equal(answer.status, 200)
    expect_equal(answer.json()["autumn"], "Hello, I am a file server!")
    root = await world.rest().call("GET", "/", wants=200)
    expect_equal(root["features"]["autumn"], {"enabled": True, "url": world.files[0]}, "announced")


@rule("an attachment is uploaded, used in a message and read back by every process", 90)
async def attachment(world):
    content = b"%PDF-1.4 " + secrets.token_bytes(300_000)
    host = await own_host(world, "ada")
    id = await host.upload("attachments", content, "Plan (final) #1 100%.pdf")
    expect_equal(len(id), 42, "id")
    typed(await host.get(f"/attachments/{id}"), 404, "NotFound")
    typed(await host.get(f"/attachments/{id}/original"), 404, "NotFound")
    message = await use_in_message(world, "ada", id)
    shown = message["attachments"][0]
    expect_equal((shown["_id"], shown["tag"], shown["filename"]), (id, "attachments", "Plan (final) #1 100%.pdf"), "shown")
    expect_equal((shown["content_type"], shown["metadata"]), ("application/pdf", {"type": "File"}), "type")
    expect_equal(shown["size"], len(content) + 16, "size, with the tag of the stored object")
    for index in range(len(world.files)):
        answer = await FileHost(world, index=index).original("attachments", id)
        expect_equal((answer.status, answer.body), (200, content), "bytes")
        expect_equal(answer.header("content-type"), "application/pdf")
        expect_equal(answer.header("content-disposition"), "attachment")
        expect_equal(answer.header("cache-control"), "public, max-age=604800, must-revalidate")
        expect_equal(answer.header("x-content-type-options"), "nosniff")
        expect_equal(answer.header("accept-ranges"), "bytes")
        expect_equal(answer.header("access-control-allow-origin"), "*")
    redirect = await host.get(f"/attachments/{id}")
    expect_equal(redirect.status, 308, "a file without preview")
    expect_equal(redirect.header("location"), f"/attachments/{id}/Plan%20(final)%20%231%20100%25.pdf", "redirect")
    typed(await host.get(f"/attachments/{id}/other.pdf"), 404, "NotFound")
    typed(await host.get(f"/icons/{id}/original"), 404, "NotFound")


@rule("stoat.py uploads, sends and reads a file")
async def library(world):
    ada = await world.resident("ada")
    _, channel = await world.place("ada")
    content = encoded(picture(200, 100, secrets.randbelow(1 << 30)), "PNG")
    client = LibraryClient(world.contract, world.apis[0], world.gateways[0], "json", files=world.files[0])
    client.http.with_credentials(ada.token, bot=False)
    try:
        message = await client.http.send_message(channel, "from the library", attachments=[("cat.png", content)])
        asset = message.attachments[0]
        expect_equal((asset.filename, asset.metadata.width, asset.metadata.height), ("cat.png", 200, 100), "asset")
        expect(len(await asset.read()) > 0, "read")
    finally:
        await client.close()


@rule("ranges and conditions: a video can be sought, an unchanged file is not sent again")
async def ranges(world):
    content = secrets.token_bytes(200_001)
    host = await own_host(world, "ada")
    id = await host.upload("attachments", content, "noise.bin")
    await use_in_message(world, "ada", id)
    target = f"/attachments/{id}/noise.bin"
    for header, first, last in (
        ("bytes=0-0", 0, 0), ("bytes=0-", 0, 200_000), ("bytes=-1", 200_000, 200_000), ("bytes=15-16", 15, 16),
        ("bytes=65535-65536", 65535, 65536), ("bytes=131071-199999", 131071, 199999), ("bytes=199999-999999", 199999, 200000),
    ):
        answer = await host.get(target, {"Range": header})
        expect_equal(answer.status, 206, header)
        expect_equal(answer.header("content-range"), f"bytes {first}-{last}/200001", header)
        expect_equal(answer.body, content[first : last + 1], header)
    answer = await host.get(target, {"Range": "bytes=200001-"})
    expect_equal((answer.status, answer.header("content-range"), answer.body), (416, "bytes */200001", b""), "beyond the end")
    answer = await host.get(target, {"Range": "bytes=0-1,5-6"})
    expect_equal((answer.status, answer.body), (200, content), "several ranges")
    whole = await host.get(target)
    tag = whole.header("etag")
    expect(tag and tag.startswith('"'), f"etag {tag}")
    answer = await host.get(target, {"If-None-Match": tag})
    expect_equal((answer.status, answer.body), (304, b""), "unchanged")
    expect_equal((await host.get(target, {"Range": "bytes=0-1", "If-Range": tag})).status, 206, "If-Range")
    expect_equal((await host.get(target, {"Range": "bytes=0-1", "If-Range": '"old"'})).status, 200, "If-Range of another")
    head = await host.get(target, method="HEAD")
    expect_equal((head.status, head.header("content-length"), head.body), (200, "200001", b""), "HEAD")


@rule("pictures have small upright previews in WebP, kept apart by tag", 90)
async def previews(world):
    host = await own_host(world, "bob")
    data = encoded(picture(2000, 1000, secrets.randbelow(1 << 30)), "JPEG", quality=90)
    for tag, box, field in (("attachments", (1280, 640), None), ("avatars", (128, 64), "avatar"), ("backgrounds", (1280, 640), "background")):
        id = await host.upload(tag, data, "wide.jpg")
        if tag == "attachments":
            await use_in_message(world, "bob", id)
        else:
            bob = await world.resident("bob")
            body = {"avatar": id} if field == "avatar" else {"profile": {"background": id}}
            await bob.rest.call("PATCH", "/users/@me", body, wants=200)
        answer = await host.get(f"/{tag}/{id}?max_side=256")
        expect_equal((answer.status, answer.header("content-type")), (200, "image/webp"), tag)
        expect_equal(answer.header("content-disposition"), "inline", tag)
        image = opened(answer.body)
        expect_equal((image.format, image.size), ("WEBP", box), tag)
        red, blue = image.convert("RGB").getpixel((3, 3)), image.convert("RGB").getpixel((box[0] - 3, box[1] - 3))
        near = all(abs(a - b) < 16 for a, b in zip(red + blue, (255, 0, 0, 0, 0, 255)))
        expect(near, f"the corners are {red} and {blue}")
        again = await host.get(f"/{tag}/{id}", {"If-None-Match": answer.header("etag")})
        expect_equal(again.status, 304, tag)
    answers = await asyncio.gather(*(host.get(f"/{tag}/{id}") for _ in range(20)))
    expect(len({hashlib.sha256(a.body).digest() for a in answers}) == 1, "twenty at once")


@rule("small pictures are not enlarged, moving ones keep moving, avatars stand still")
async def moving(world):
    host = await own_host(world, "bob")
    small = await host.upload("attachments", encoded(picture(40, 30, secrets.randbelow(1 << 30)), "PNG"), "small.png")
    gif = await host.upload("attachments", animation("GIF", side=60 + secrets.randbelow(40)), "moving.gif")
    message = await use_in_message(world, "bob", small, gif)
    expect_equal(opened((await host.get(f"/attachments/{small}")).body).size, (40, 30), "small")
    expect_equal([a["metadata"]["animated"] for a in message["attachments"]], [False, True], "animated")
    expect(all(isinstance(a["metadata"]["thumbhash"], list) for a in message["attachments"]), "thumbhash")
    expect_equal((await host.get(f"/attachments/{gif}")).status, 308, "moving attachment")
    expect_equal(opened((await host.original("attachments", gif)).body).n_frames, 4, "frames")
    avatar = await host.upload("avatars", animation("GIF", side=60 + secrets.randbelow(40)), "me.gif")
    await put_avatar(world, "bob", avatar)
    answer = await host.get(f"/avatars/{avatar}")
    expect_equal(getattr(opened(answer.body), "n_frames", 1), 1, "avatar")


@rule("metadata are removed, colours and orientation kept", 120)
async def stripped(world):
    host = await own_host(world, "bob")
    salt = secrets.randbelow(1 << 30)
    profile = __import__("PIL.ImageCms").ImageCms.ImageCmsProfile(__import__("PIL.ImageCms").ImageCms.createProfile("sRGB")).tobytes()
    for kind, suffix in (("JPEG", "jpg"), ("PNG", "png"), ("WEBP", "webp"), ("TIFF", "tif")):
        data = encoded(picture(300, 200, salt), kind, icc_profile=profile)
        data = planted(data, suffix, GPSLatitude="48.85", GPSLatitudeRef="N", Artist="Mallory", **{"XMP-dc:Title": "Secret place"})
        expect("Mallory" in metadata(data, suffix), f"{kind}: nothing was planted")
        id = await host.upload("attachments", data, f"photo.{suffix}")
        message = await use_in_message(world, "bob", id)
        expect_equal(message["attachments"][0]["metadata"]["type"], "Image", kind)
        got = (await host.original("attachments", id)).body
        found = metadata(got, suffix)
        expect(not any(word in found for word in ("Mallory", "Secret place", "GPSLatitude")), f"{kind} keeps {found}")
        image = opened(got)
        expect_equal((image.size, image.format), ((300, 200), kind), kind)
        expect(image.info.get("icc_profile") is not None, f"{kind} lost its colour profile")
    turned = planted(encoded(picture(300, 200, salt), "JPEG", quality=95), "jpg", Orientation="6")
    id = await host.upload("attachments", turned, "turned.jpg")
    message = await use_in_message(world, "bob", id)
    shown = message["attachments"][0]["metadata"]
    expect_equal((shown["width"], shown["height"]), (200, 300), "turned upright")
    image = opened((await host.original("attachments", id)).body).convert("RGB")
    expect_equal(image.size, (200, 300), "turned pixels")
    expect(image.getpixel((195, 5))[0] > 180, "the red corner is at the top right now")


@rule("videos and sounds are recognised and lose their titles", 120)
async def films(world):
    host = await own_host(world, "bob")
    for suffix, options, kind in (
        ("mp4", ("-c:v", "mpeg4", "-c:a", "aac"), "Video"), ("webm", ("-c:v", "libvpx", "-c:a", "libvorbis"), "Video"),
        ("mov", ("-c:v", "mpeg4", "-c:a", "aac"), "Video"), ("ogg", ("-vn", "-c:a", "libvorbis"), "Audio"),
        ("mp3", ("-vn", "-c:a", "libmp3lame"), "Audio"),
    ):
        data = film(suffix, *options, seconds=0.5 + secrets.randbelow(1000) / 2000)
        expect("Secret place" in metadata(data, suffix), f"{suffix}: nothing was planted")
        id = await host.upload("attachments", data, f"film.{suffix}")
        message = await use_in_message(world, "bob", id)
        shown = message["attachments"][0]["metadata"]
        wanted = {"type": "Video", "width": 320, "height": 180} if kind == "Video" else {"type": "Audio"}
        expect_equal(shown, wanted, suffix)
        got = (await host.original("attachments", id)).body
        expect("Secret place" not in metadata(got, suffix), f"{suffix} keeps its title")
        expect(len(got) > 1000, f"{suffix}: {len(got)} bytes")


@rule("the checks come in their order")
async def checks(world):
    nobody = FileHost(world)
    host = await own_host(world, "cyd")
    png = encoded(picture(20, 20), "PNG")
    typed(await nobody.post("attachments", b"x"), 401, "NotAuthenticated")
    typed(await nobody.post("nonsense", b"x"), 401, "NotAuthenticated")
    nobody.rest.token = "wrong"
    typed(await nobody.post("attachments", b"x"), 401, "InvalidSession")
    typed(await host.post("nonsense", b"x"), 400, "FailedValidation")
    for kind, body in (
        ("text/plain", b"x"), ("multipart/form-data", b"x"), ("multipart/form-data; boundary=a", b"nothing"),
        ("multipart/form-data; boundary=a", b"--a\r\n\r\nhalf"), form(b"x", field="other"),
    ):
        answer = await host.rest.send("POST", "/attachments", {"Content-Type": kind}, body)
        typed(answer, 400, "FailedValidation")
    typed(await host.post("attachments", b""), 422, "FileTooSmall")
    answer = await host.post("attachments", b"\0" * 20_000_001)
    typed(answer, 422, "FileTooLarge")
    expect_equal(answer.json()["max"], 20_000_000, "max")
    answer = await host.post("emojis", png + b"\0" * 500_000)
    typed(answer, 422, "FileTooLarge")
    expect_equal(answer.json()["max"], 500_000, "max")
    for tag in ("avatars", "backgrounds", "icons", "banners", "emojis"):
        typed(await host.post(tag, b"just text", "x.png"), 400, "FileTypeNotAllowed")
    expect_equal(len(await host.upload("emojis", png)), 26, "an emoji's id")
    exact = await host.post("attachments", b"\0" * 20_000_000)
    expect_equal(exact.status, 200, "a file of exactly the limit")


@rule("preflights and errors can be read by pages of any origin")
async def cross_origin(world):
    host = FileHost(world)
    answer = await host.get("/attachments", {"Origin": "https://x.example", "Access-Control-Request-Headers": "x-session-token"}, "OPTIONS")
    expect(answer.status in (200, 204), f"{answer}")
    expect_equal(answer.header("access-control-allow-headers"), "x-session-token")
    expect("POST" in (answer.header("access-control-allow-methods") or ""), "methods")
    for target in ("/attachments/none", "/no/such/path/at/all", "/attachments/a/b"):
        answer = await host.get(target, {"Origin": "https://x.example"})
        expect_equal(answer.status, 404, target)
        expect(answer.header("access-control-allow-origin") in ("*", "https://x.example"), target)


@rule("uploads are limited by tag, and the 429 can be read")
async def limited(world):
    dot = await world.newcomer("dot")
    host = FileHost(world, dot, limited=True)
    answers = [await host.post("attachments", b"x", patient=False) for _ in range(11)]
    expect_equal([a.status for a in answers], [200] * 10 + [429], "statuses")
    last = answers[-1]
    expect(last.json()["retry_after"] > 0 and last.header("access-control-allow-origin"), f"{last}")
    expect_equal(last.header("x-ratelimit-limit"), "10")
    expect_equal((await host.post("icons", b"x", patient=False)).status, 400, "another tag has its own window")


@rule("names keep what clients need and lose what is dangerous")
async def names(world):
    host = await own_host(world, "cyd")
    sent = {"SPOILER_cat.txt": "SPOILER_cat.txt", "../../etc/passwd": ".._.._etc_passwd", "猫 – ñ.txt": "猫 – ñ.txt", "": "", "%22.txt": "%22.txt"}
    ids = [await host.upload("attachments", secrets.token_bytes(20), name) for name in sent]
    none = await host.upload("attachments", b"x", None)
    message = await use_in_message(world, "cyd", *ids[:4], none)
    shown = [a["filename"] for a in message["attachments"]]
    expect_equal(shown, [*list(sent.values())[:4], "unnamed-file"], "names")
    answer = await host.original("attachments", ids[2])
    expect_equal(answer.status, 200, "a name in other scripts")


@rule("the same content is stored once, also when uploaded at the same moment", 90)
async def same(world):
    hosts = [await own_host(world, "ada", index) for index in range(len(world.files))]
    content = encoded(picture(400, 300, secrets.randbelow(1 << 30)), "JPEG")
    ids = await asyncio.gather(*(hosts[n % len(hosts)].upload("attachments", content, f"{n}.jpg") for n in range(8)))
    expect_equal(len(set(ids)), 8, "ids")
    for start in (0, 4):
        message = await use_in_message(world, "ada", *ids[start : start + 4])
        expect_equal([a["metadata"]["width"] for a in message["attachments"]], [400] * 4, "metadata")
    bodies = {(await hosts[0].original("attachments", id)).body for id in ids}
    expect_equal(len(bodies), 1, "contents")
    again = await hosts[0].upload("attachments", bodies.pop(), "downloaded.jpg")
    message = await use_in_message(world, "ada", again)
    expect_equal(message["attachments"][0]["metadata"]["width"], 400, "the downloaded file uploaded again")


@rule("a file is used once, and an unknown one not at all")
async def used_once(world):
    ada = await world.resident("ada")
    _, channel = await world.place("ada")
    host = await own_host(world, "ada")
    id = await host.upload("attachments", secrets.token_bytes(30))
    await ada.say(channel, "first", attachments=[id])
    for ids in ([id], ["x" * 42]):
        body = await ada.rest.call("POST", f"/channels/{channel}/messages", {"content": "again", "attachments": ids}, wants=404)
        expect_equal(body["type"], "NotFound", f"{ids}")
    icon = await host.upload("icons", encoded(picture(30, 30), "PNG"))
    await ada.rest.call("PATCH", "/users/@me", {"avatar": icon}, wants=404)


@rule("icons, banners, avatars and backgrounds are shown where they belong")
async def pictures_everywhere(world):
    ada = await world.resident("ada")
    server, channel = await world.place("ada")
    host = await own_host(world, "ada")

    async def upload(tag):
        return await host.upload(tag, encoded(picture(50, 50, secrets.randbelow(1 << 30)), "PNG"), "p.png")

    icon, banner, room, avatar, background = [await upload(t) for t in ("icons", "banners", "icons", "avatars", "backgrounds")]
    shown = await ada.rest.call("PATCH", f"/servers/{server}", {"icon": icon, "banner": banner}, wants=200)
    expect_equal((shown["icon"]["_id"], shown["banner"]["_id"]), (icon, banner), "server")
    shown = await ada.rest.call("PATCH", f"/channels/{channel}", {"icon": room}, wants=200)
    expect_equal(shown["icon"]["_id"], room, "channel")
    shown = await ada.rest.call("PATCH", "/users/@me", {"avatar": avatar, "profile": {"background": background}}, wants=200)
    expect_equal(shown["avatar"]["_id"], avatar, "user")
    profile = await ada.rest.call("GET", f"/users/{ada.id}/profile", wants=200)
    expect_equal(profile["background"]["_id"], background, "profile")
    for tag, id in (("icons", icon), ("banners", banner), ("icons", room), ("avatars", avatar), ("backgrounds", background)):
        expect_equal((await host.get(f"/{tag}/{id}")).status, 200, tag)
    shown = await ada.rest.call("PATCH", "/users/@me", {"remove": ["Avatar"]}, wants=200)
    expect("avatar" not in shown, "removed")

    async def gone():
        return (await host.get(f"/avatars/{avatar}")).status == 404

    # What was looked at just now is served for a moment more.
    await until(gone, 5, "the removed avatar is gone")
    typed(await host.get(f"/avatars/{avatar}"), 404, "NotFound")


@rule("files of a deleted message are gone for all but moderators")
async def deleted(world):
    ada = await world.resident("ada")
    _, channel = await world.place("ada")
    host = await own_host(world, "ada")
    content = secrets.token_bytes(5000)
    id = await host.upload("attachments", content, "gone.bin")
    message = await use_in_message(world, "ada", id)
    await ada.rest.call("DELETE", f"/channels/{channel}/messages/{message['_id']}", wants=204)
    typed(await host.get(f"/attachments/{id}/gone.bin"), 404, "NotFound")
    typed(await host.get(f"/mod/attachments/{id}/gone.bin"), 401, "NotAuthenticated")
    typed(await host.get(f"/mod/attachments/{id}/gone.bin", {"X-Admin-Token": "wrong"}), 401, "NotAuthenticated")
    answer = await host.get(f"/mod/attachments/{id}/gone.bin", {"X-Admin-Token": ADMIN})
    if answer.status == 404:  # the purge has been here already
        return
    expect_equal((answer.status, answer.body), (200, content), "for moderators")
    expect_equal(answer.header("cache-control"), "private, max-age=300, must-revalidate")


@rule("nothing that a browser would run is served to be shown")
async def active(world):
    host = await own_host(world, "cyd")
    html = b"<!DOCTYPE html><script>alert(1)</script>"
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
    ids = [await host.upload("attachments", html, "page.html"), await host.upload("attachments", svg, "draw.svg")]
    await use_in_message(world, "cyd", *ids)
    for id in ids:
        expect_equal((await host.get(f"/attachments/{id}")).status, 308, "no preview")
        answer = await host.original("attachments", id)
        expect_equal((answer.header("content-disposition"), answer.header("x-content-type-options")), ("attachment", "nosniff"), "")
        expect("sandbox" in (answer.header("content-security-policy") or ""), "sandboxed")
