"""The gateway's own rules: formats, client messages, selectors, typing, presence, logout."""

from __future__ import annotations

import asyncio
import json
import time

import msgpack

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.gateway import Socket
from blackbox.people import ulid

book = RuleBook()
rule = book.rule


async def run(world):
    await book.run(world)


@rule("JSON goes in text frames and MessagePack in binary frames, never mixed, with the same keys")
async def formats(world):
    rae, sol = await world.resident("rae"), await world.resident("sol")
    _, channel = await world.place("rae", "sol")
    text, binary = await sol.socket("json"), await sol.socket("msgpack")
    sent = await rae.say(channel, "in both")
    await rae.rest.call("PATCH", f"/channels/{channel}/messages/{sent['_id']}", {"content": "edited"}, wants=200)
    one, other = await text.expect("Message", _id=sent["_id"]), await binary.expect("Message", _id=sent["_id"])
    expect_equal(list(one), list(other), "keys and their order")
    expect(isinstance(one["member"]["joined_at"], str) and isinstance(other["member"]["joined_at"], int), "dates")
    one, other = await text.expect("MessageUpdate"), await binary.expect("MessageUpdate")
    expect(one["data"]["edited"].endswith("Z") and isinstance(other["data"]["edited"], int), f"{one} {other}")
    expect(abs(other["data"]["edited"] - time.time() * 1000) < 60_000, "milliseconds since the epoch")
    for socket in (text, binary):
        await socket.settle()
        expect({frame.is_text for frame in socket.frames} == {socket is text}, "frame kinds")
        await socket.close()


@rule("frames of the other kind, nonsense, unknown types and a second Authenticate are ignored")
async def nonsense(world):
    rae = await world.resident("rae")
    for wire in ("json", "msgpack"):
        socket = await rae.socket(wire)
        before = len(socket.frames)
        if wire == "json":
            await socket.connection.send(msgpack.packb({"type": "Ping", "data": 1}))
            for text in ("{", "", "null", "[]", '"x"', '{"type":5}', '{"type":"Nope"}', '{"type":"Subscribe"}'):
                await socket.connection.send(text)
        else:
            await socket.connection.send(json.dumps({"type": "Ping", "data": 1}))
            for data in (b"", b"\xc1", b"\x81\xa4type", msgpack.packb([1]), msgpack.packb({"type": "Nope"})):
                await socket.connection.send(data)
        for message in (
            {"type": "Authenticate", "token": rae.token},
            {"type": "BeginEditing", "channel": ulid()},
            {"type": "Pong", "data": 1},
            {"type": "Ping"},
            {"type": "Ping", "data": "text"},
            {"type": "BeginTyping", "channel": 7},
            {"type": "Subscribe", "server_id": ulid()},
        ):
            await socket.send(message)
        await socket.settle()
        # Presence of others may pass by; it answers nothing.
        kinds = [frame.event["type"] for frame in socket.frames[before:] if frame.event["type"] != "UserUpdate"]
        expect_equal(kinds, ["Pong"], f"answers in {wire}")
        await socket.close()


@rule("Ping data comes back as it was: numbers of any kind and lists of bytes")
async def ping_data(world):
    rae = await world.resident("rae")
    for wire in ("json", "msgpack"):
        socket = await rae.socket(wire)
        for data in (0, 1, 1700000000123, 9007199254740993, [1, 2, 255], [], -5, 1.5):
            await socket.send({"type": "Ping", "data": data, "responded": None, "more": 1})
            expect_equal((await socket.expect("Pong"))["data"], data, f"data in {wire}")
        await socket.close()


@rule("ready selectors switch everything off and what they name on")
async def selectors(world):
    rae = await world.resident("rae")
    await world.place("rae", "sol")
    await rae.rest.call("POST", "/sync/settings/set", {"ordering": "{}", "other": "1"}, wants=204)
    for query, wanted in (
        ("&ready=users&ready=servers", {"users", "servers"}),
        ("&ready=", set()),
        ("&ready=nothing", set()),
        ("&ready=channel_unreads", {"channel_unreads"}),
        ("&ready=user_settings%5Bordering%5D&ready=emojis", {"user_settings", "emojis"}),
        ("&ready=user_settings[ordering]", {"user_settings"}),
    ):
        socket = await rae.socket(query=query)
        socket.rewind()
        ready = await socket.expect("Ready")
        expect_equal(set(ready) - {"type"}, wanted, query)
        if "user_settings" in wanted:
            expect_equal(list(ready["user_settings"]), ["ordering"], "only the settings asked for")
        await socket.close()


@rule("a selector only trims Ready: events still come")
async def selectors_keep_events(world):
    rae, sol = await world.resident("rae"), await world.resident("sol")
    _, channel = await world.place("rae", "sol")
    socket = await sol.socket(query="&ready=users")
    sent = await rae.say(channel, "still there")
    await socket.expect("Message", _id=sent["_id"])
    await socket.close()


@rule("typing reaches those in the channel and nobody else; repeats within a second are dropped")
async def typing(world):
    rae, sol, tom = [await world.resident(name) for name in ("rae", "sol", "tom")]
    _, channel = await world.place("rae", "sol")
    one, other, stranger = await rae.socket(), await sol.socket(), await tom.socket()
    for _ in range(3):
        await one.send({"type": "BeginTyping", "channel": channel})
    await one.send({"type": "EndTyping", "channel": channel})
    await other.expect("ChannelStartTyping", id=channel, user=rae.id)
    await other.expect("ChannelStopTyping", id=channel, user=rae.id)
    await stranger.send({"type": "BeginTyping", "channel": channel})
    await stranger.settle()
    await one.settle()
    await other.settle()
    expect_equal(len(other.of("ChannelStartTyping")), 1, "starts seen")
    expect_equal(len(stranger.of("ChannelStartTyping")), 0, "starts seen by a stranger")
    for socket in (one, other, stranger):
        await socket.close()


@rule("presence: the first socket of a user shows online to members, the last one offline", 90)
async def presence(world):
    rae, uma = await world.resident("rae"), await world.newcomer("uma")
    server, channel = await world.place("rae", "sol")
    await uma.join(await rae.invite_to(channel))
    watcher = await rae.socket()
    first, second = await uma.socket(), await uma.socket("msgpack")
    event = await watcher.expect("UserUpdate", id=uma.id, where=lambda e: "online" in e["data"])
    expect_equal((event["data"], event["clear"]), ({"online": True}, []), "event")
    expect((await rae.rest.call("GET", f"/users/{uma.id}", wants=200))["online"] is True, "REST while connected")
    await first.close()
    await watcher.settle()
    expect_equal(len(watcher.of("UserUpdate")), 1, "still one socket left")
    await second.close()
    await watcher.expect("UserUpdate", 40, id=uma.id, where=lambda e: e["data"].get("online") is False)
    expect((await rae.rest.call("GET", f"/users/{uma.id}", wants=200))["online"] is False, "REST afterwards")
    await watcher.close()


@rule("somebody invisible is offline to others and their presence is never told")
async def invisible(world):
    rae, val = await world.resident("rae"), await world.newcomer("val")
    _, channel = await world.place("rae", "sol")
    await val.join(await rae.invite_to(channel))
    await val.rest.call("PATCH", "/users/@me", {"status": {"presence": "Invisible"}}, wants=200)
    watcher, own = await rae.socket(), await val.socket()
    sent = await val.say(channel, "nobody sees me")
    await watcher.expect("Message", _id=sent["_id"], where=lambda e: e["user"]["online"] is False)
    await watcher.settle()
    expect_equal([e for e in watcher.of("UserUpdate") if e["id"] == val.id], [], "presence events")
    seen = await rae.rest.call("GET", f"/users/{val.id}", wants=200)
    expect(seen["online"] is False and "presence" not in seen.get("status", {}), seen)
    await own.close()
    await watcher.close()


@rule("logging out closes the sockets of that session with Logout, and only those")
async def logout(world):
    wes = await world.newcomer("wes")
    first_token = wes.token
    other = world.rest()
    session = await other.call(
        "POST", "/auth/session/login", {"email": wes.email, "password": wes.password, "friendly_name": "2"}, wants=200
    )
    mine = await wes.socket()
    second = await Socket.open(wes.gateway, wes.rest.source, f"token={session['token']}")
    await second.expect("Ready")
    await wes.rest.call("POST", "/auth/session/logout", wants=204)
    await mine.expect("Logout")
    code = await mine.closed()
    expect(code is not None and code != 1006, f"closed without a Close frame: {code}")
    event = await second.expect("DeleteSession")
    expect_equal((event["user_id"], event["session_id"]), (wes.id, wes.session["_id"]), "event")
    expect(not second.is_closed, "the other session's socket stays")
    expect_equal((await wes.rest.send("GET", "/users/@me")).status, 401, "the token afterwards")
    again = await Socket.open(wes.gateway, wes.rest.source, f"token={first_token}")
    expect_equal((await again.expect("Error"))["data"]["type"], "InvalidSession", "the socket afterwards")
    await second.close()


@rule("a server that is left sends nothing any more")
async def left_servers(world):
    rae, xia = await world.resident("rae"), await world.newcomer("xia")
    server, channel = await world.place("rae", "sol")
    await xia.join(await rae.invite_to(channel))
    socket, watcher = await xia.socket(), await rae.socket()
    await xia.rest.call("DELETE", f"/servers/{server}", wants=204)
    left = await watcher.expect("ServerMemberLeave", user=xia.id)
    expect_equal((left["id"], left["reason"]), (server, "Leave"), "event")
    await socket.expect("ServerMemberLeave", user=xia.id)
    sent = await rae.say(channel, "they are gone")
    await watcher.expect("Message", _id=sent["_id"])
    await socket.settle()
    expect_equal(socket.of("Message"), [], "messages after leaving")
    await xia.rest.refused("GET", f"/channels/{channel}", 403, "MissingPermission")
    await socket.close()
    await watcher.close()


@rule("a plain request to the gateway is answered over HTTP and does no harm")
async def plain_http(world):
    rae = await world.resident("rae")
    host, port = rae.gateway.removeprefix("ws://").rstrip("/").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    line = await asyncio.wait_for(reader.readline(), 10)
    expect(line.startswith((b"HTTP/1.1 426", b"HTTP/1.1 400", b"HTTP/1.1 200")), line)
    writer.close()


@rule("a message above the inbound limit closes that socket alone")
async def too_large(world):
    rae, sol = await world.resident("rae"), await world.resident("sol")
    victim, other = await rae.socket(), await sol.socket()
    await victim.connection.send("x" * 200_000)
    expect_equal(await victim.closed(), 1009, "close code")
    await other.settle()
    await other.close()
