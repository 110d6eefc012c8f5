"""What people make their own with pictures: emojis, roles, memberships and webhooks."""

from __future__ import annotations

import secrets

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.files import own_host, use_in_message
from blackbox.pictures import animation, encoded, picture
from blackbox.rest import Refused

book = RuleBook()
rule = book.rule


async def run(world):
    await book.run(world)


async def upload(host, tag, content=None):
    """Uploads a picture that nobody has seen before."""
    return await host.upload(tag, content or encoded(picture(50, 50, secrets.randbelow(1 << 30)), "PNG"), "p.png")


@rule("an upload becomes an emoji that members see at once; deleted, it stays where it was used")
async def emojis(world):
    ann = await world.resident("ann")
    server, channel = await world.place("ann", "ben")
    host = await own_host(world, "ann")
    socket = await (await world.resident("ben")).socket()
    id = await upload(host, "emojis", animation("GIF"))
    expect_equal(len(id), 26, "a ULID")
    body = {"name": "wave", "parent": {"type": "Server", "id": server}}
    made = await ann.rest.call("PUT", f"/custom/emoji/{id}", body, wants=200)
    expect_equal(made, {"_id": id, **body, "creator_id": ann.id, "animated": True} | {"parent": body["parent"]}, "made")
    told = await socket.expect("EmojiCreate", _id=id)
    expect_equal({key: told[key] for key in made}, made, "told")
    expect_equal((await host.get(f"/emojis/{id}")).status, 308, "a moving picture is shown as it is")
    expect_equal((await host.original("emojis", id)).header("content-type"), "image/gif")
    message = await ann.say(channel, f"look :{id}:")
    await ann.rest.call("PUT", f"/channels/{channel}/messages/{message['_id']}/reactions/{id}", wants=204)
    await ann.rest.call("PATCH", f"/custom/emoji/{id}", {"name": "hello"}, wants=200)
    expect_equal((await socket.expect("EmojiUpdate", id=id))["data"], {"name": "hello"}, "renamed")
    await ann.rest.call("DELETE", f"/custom/emoji/{id}", wants=204)
    await socket.expect("EmojiDelete", id=id)
    left = await ann.rest.call("GET", f"/custom/emoji/{id}", wants=200)
    expect_equal((left["parent"], left["name"]), ({"type": "Detached"}, "hello"), "detached")
    expect_equal(await ann.rest.call("GET", f"/servers/{server}/emojis", wants=200), [], "offered")
    expect_equal((await host.original("emojis", id)).status, 200, "its picture stays")
    await socket.close()


@rule("roles are made, painted, ordered and given; who gets one may do more at once")
async def roles(world):
    ann = await world.resident("ann")
    ben = await world.resident("ben")
    server, channel = await world.place("ann", "ben")
    host = await own_host(world, "ann")
    socket = await ben.socket()
    first = await ann.rest.call("POST", f"/servers/{server}/roles", {"name": "helpers"}, wants=200)
    second = await ann.rest.call("POST", f"/servers/{server}/roles", {"name": "guests"}, wants=200)
    await socket.expect("ServerRoleUpdate", role_id=second["id"])
    icon = await upload(host, "icons")
    change = {"colour": "linear-gradient(to right, #f00, blue)", "hoist": True, "icon": icon}
    shown = await ann.rest.call("PATCH", f"/servers/{server}/roles/{first['id']}", change, wants=200)
    expect_equal((shown["icon"]["_id"], shown["hoist"]), (icon, True), "role")
    expect_equal((await host.get(f"/icons/{icon}")).status, 200, "icon")
    order = {"ranks": [second["id"], first["id"]]}
    ordered = await ann.rest.call("PATCH", f"/servers/{server}/roles/ranks", order, wants=200)
    expect_equal([ordered["roles"][id]["rank"] for id in order["ranks"]], [0, 1], "ranks")
    await socket.expect("ServerRoleRanksUpdate", id=server)
    rights = {"permissions": {"allow": 1 << 23, "deny": 0}}  # ManageMessages
    await ann.rest.call("PUT", f"/servers/{server}/permissions/{first['id']}", rights, wants=200)
    message = await ann.say(channel, "to be removed")
    path = f"/channels/{channel}/messages/{message['_id']}"
    try:
        await ben.rest.call("DELETE", path, wants=204)
        expect(False, "ben may not yet")
    except Refused as refused:
        expect_equal(refused.type, "MissingPermission")
    await ann.rest.call("PATCH", f"/servers/{server}/members/{ben.id}", {"roles": [first["id"]]}, wants=200)
    event = await socket.expect("ServerMemberUpdate", id={"server": server, "user": ben.id})
    expect_equal(event["data"], {"roles": [first["id"]]}, "told")
    await ben.rest.call("DELETE", path, wants=204)
    await ann.rest.call("DELETE", f"/servers/{server}/roles/{first['id']}", wants=204)
    await socket.expect("ServerRoleDelete", role_id=first["id"])
    member = await ann.rest.call("GET", f"/servers/{server}/members/{ben.id}", wants=200)
    expect_equal(member.get("roles", []), [], "taken from its holders")
    await socket.close()


@rule("members look different in a server, and can be timed out there")
async def members(world):
    ann = await world.resident("ann")
    ben = await world.resident("ben")
    server, channel = await world.place("ann", "ben")
    host = await own_host(world, "ben")
    avatar = await upload(host, "avatars")
    path = f"/servers/{server}/members/{ben.id}"
    shown = await ben.rest.call("PATCH", path, {"nickname": "Benny", "avatar": avatar}, wants=200)
    expect_equal((shown["nickname"], shown["avatar"]["_id"]), ("Benny", avatar), "member")
    expect_equal((await host.get(f"/avatars/{avatar}")).status, 200, "avatar")
    until = {"timeout": "2099-01-01T00:00:00.000Z"}
    expect_equal((await ann.rest.call("PATCH", path, until, wants=200))["timeout"], until["timeout"], "timeout")
    await ben.rest.refused("POST", f"/channels/{channel}/messages", 403, "MissingPermission", {"content": "hm"})
    await ann.rest.call("PATCH", path, {"remove": ["Timeout", "Avatar"]}, wants=200)
    await ben.say(channel, "back again")


@rule("a webhook has an avatar of its own; its token opens it and nothing else does")
async def webhooks(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    host = await own_host(world, "ann")
    avatar = await upload(host, "avatars")
    body = {"name": "news", "avatar": avatar}
    made = await ann.rest.call("POST", f"/channels/{channel}/webhooks", body, wants=200)
    expect_equal((made["avatar"]["_id"], len(made["token"])), (avatar, 64), "made")
    expect_equal((await host.get(f"/avatars/{avatar}")).status, 200, "avatar")
    expect_equal(await ann.rest.call("GET", f"/channels/{channel}/webhooks", wants=200), [made], "listed")
    stranger = world.rest()
    expect_equal(await stranger.call("GET", f"/webhooks/{made['id']}/{made['token']}", wants=200), made, "by token")
    await stranger.refused("DELETE", f"/webhooks/{made['id']}/{made['token'][::-1]}", 401, "NotAuthenticated")
    await stranger.call("DELETE", f"/webhooks/{made['id']}/{made['token']}", wants=204)
    expect_equal(await ann.rest.call("GET", f"/channels/{channel}/webhooks", wants=200), [], "removed")


@rule("who is refused keeps the upload")
async def refused(world):
    ann = await world.resident("ann")
    server, _ = await world.place("ann", "ben")
    host = await own_host(world, "ann")
    icon = await upload(host, "icons")
    await ann.rest.refused("PATCH", f"/servers/{server}", 404, "NotFound", {"icon": icon, "banner": "nothing"})
    shown = await ann.rest.call("PATCH", f"/servers/{server}", {"icon": icon}, wants=200)
    expect_equal(shown["icon"]["_id"], icon, "second try")
    message = await use_in_message(world, "ann", await upload(host, "attachments"))
    expect_equal(len(message["attachments"]), 1, "attachment")
