"""The sequence of the official web client, step by step, as a raw client would play it."""

from __future__ import annotations

import asyncio
import json
import time

from blackbox.checks import RuleBook, expect, expect_equal, until
from blackbox.gateway import Socket
from blackbox.people import Person, ulid

book = RuleBook()
rule = book.rule


async def run(world):
    await book.run(world)


@rule("step 1: settings fetched without a token at start-up get a clean 401 in JSON with CORS")
async def settings_without_token(world):
    began = time.monotonic()
    answer = await world.rest().send("POST", "/sync/settings/fetch?", {"Origin": "null"}, b'{"keys":["ordering"]}')
    expect(time.monotonic() - began < 5, "took too long")
    expect_equal(answer.status, 401, "status")
    expect(answer.json()["type"] in ("InvalidSession", "MissingHeaders"), answer)
    expect(answer.header("access-control-allow-origin") in ("*", "null"), answer.headers)


@rule("step 2: sign-up answers 204, with the captcha null, absent or given; again as well")
async def sign_up(world):
    for extra in ({"captcha": None}, {}, {"captcha": "token", "invite": None}):
        person = Person("hal", world.rest(), "")
        body = {"email": person.email, "password": person.password, **extra}
        for _ in range(2):
            await person.rest.call("POST", "/auth/account/create", body, wants=204)
    rest = world.rest()
    for email, password, status, kind in (
        ("not an address", "long enough to pass", 400, "IncorrectData"),
        ("someone@example.com", "long enough to pass", 401, "DisallowedContactSupport"),
        (f"{ulid().lower()}@people.test", "short", 400, "ShortPassword"),
        (f"{ulid().lower()}@people.test", "password1", 400, "CompromisedPassword"),
    ):
        body = {"email": email, "password": password, "captcha": None}
        await rest.refused("POST", "/auth/account/create", status, kind, body)


@rule("step 3: a wrong verification link answers 401 InvalidToken")
async def verification(world):
    await world.rest().refused("POST", "/auth/account/verify/not-a-token", 401, "InvalidToken")


@rule("step 4: log-in answers result, ids, token and the friendly name; wrong credentials 401")
async def login(world):
    ivy = await world.resident("ivy")
    body = {"email": ivy.email, "password": ivy.password, "friendly_name": "Stoat for Web (chrome on Linux)"}
    session = await world.rest().call("POST", "/auth/session/login", body, wants=200)
    expect_equal(session["result"], "Success", "result")
    expect_equal((session["user_id"], session["name"]), (ivy.id, body["friendly_name"]), "user and name")
    expect(len(session["token"]) == 64 and len(session["_id"]) == 26, session)
    rest = world.rest()
    await rest.refused("POST", "/auth/session/login", 401, "InvalidCredentials", {**body, "password": "not this one"})
    await rest.refused(
        "POST", "/auth/session/login", 401, "InvalidCredentials", {**body, "email": f"{ulid()}@people.test"}
    )
    await rest.refused("POST", "/auth/session/login", 422, "FailedValidation", {"email": ivy.email})
    sessions = await ivy.rest.call("GET", "/auth/session/all", wants=200)
    expect({"_id": session["_id"], "name": body["friendly_name"]} in sessions, sessions)


@rule("step 5: onboarding says true before and false after, and until then users' routes and the gateway refuse")
async def onboarding(world):
    jan = await world.newcomer("jan", onboarded=False)
    expect_equal(await jan.rest.call("GET", "/onboard/hello", wants=200), {"onboarding": True}, "before")
    expect_equal((await jan.rest.send("GET", "/users/@me?")).status, 401, "users' routes before")
    socket = await jan.socket(ready=False)
    error = await socket.expect("Error")
    expect_equal((error["data"]["type"], error.get("error")), ("InvalidSession",) * 2, "gateway before")
    await socket.closed()
    for name, kind in (("a", "FailedValidation"), ("has space", "FailedValidation"), ("admin", "InvalidUsername")):
        await jan.rest.refused("POST", "/onboard/complete", 400, kind, {"username": name})
    user = await jan.onboard()
    expect_equal((user["_id"], user["username"], user["relationship"]), (jan.id, jan.username, "User"), "user")
    expect(len(user["discriminator"]) == 4 and user["discriminator"].isdigit(), user)
    expect_equal(await jan.rest.call("GET", "/onboard/hello", wants=200), {"onboarding": False}, "after")
    await jan.rest.refused("POST", "/onboard/complete", 403, "AlreadyOnboarded", {"username": "another"})
    await (await jan.socket()).close()


@rule("step 6: the socket opens with the token in the query, from any origin, on any path, within 10 s")
async def opening(world):
    ivy = await world.resident("ivy")
    query = f"version=1&format=json&token={ivy.token}"
    for path, origin in (("/", None), ("/ws", "https://app.example.org"), ("/events/deep", "null"), ("/", "app://x")):
        headers = {"Origin": origin} if origin else None
        socket = await Socket.open(ivy.gateway, ivy.rest.source, query, path=path, headers=headers)
        await socket.expect("Ready", 10)
        expect(socket.frames[0].time - socket.opened < 10, "first frame")
        expect(socket.connection.subprotocol is None, "sub-protocol")
        await socket.close()


@rule("step 7: Authenticated, then Ready, nothing before, between or again, even under traffic")
async def order_of_first_frames(world):
    ivy, kim = await world.resident("ivy"), await world.resident("kim")
    _, channel = await world.place("ivy", "kim")
    warm = await kim.socket()
    talking = asyncio.gather(*(ivy.say(channel, f"meanwhile {number}") for number in range(8)))
    sockets = [await kim.socket() for _ in range(5)]
    await talking
    for socket in sockets:
        await socket.settle()
        kinds = [frame.event["type"] for frame in socket.frames]
        expect_equal(kinds[:2], ["Authenticated", "Ready"], "first frames")
        expect_equal((kinds.count("Authenticated"), kinds.count("Ready")), (1, 1), "again")
        expect(all(frame.is_text for frame in socket.frames), "text frames")
        await socket.close()
    await until(lambda: len(warm.of("Message")) >= 8, 15, "messages on a socket opened before")
    expect_equal(len(warm.of("Message")), 8, "messages on a socket opened before")
    await warm.close()


@rule("step 8: Ready has seven arrays, the own user last, nothing null, and nothing that was not asked for")
async def ready(world):
    ivy, kim = await world.resident("ivy"), await world.resident("kim")
    server, channel = await world.place("ivy", "kim")
    socket = await kim.socket()
    socket.rewind()
    event = await socket.expect("Ready")
    keys = ["users", "servers", "channels", "members", "emojis", "voice_states", "policy_changes"]
    expect_equal([key for key in event if key != "type"], keys, "keys in order")
    expect(all(isinstance(event[key], list) for key in keys), "arrays")
    me = event["users"][-1]
    expect_equal((me["_id"], me["relationship"], me["online"]), (kim.id, "User", True), "own user")
    for user in event["users"]:
        expect({"_id", "username", "discriminator", "relationship", "online"} <= user.keys(), user)
    found = next(item for item in event["servers"] if item["_id"] == server)
    expect({"_id", "owner", "name", "default_permissions", "channels"} <= found.keys(), found)
    expect_equal((found["owner"], found["channels"]), (ivy.id, [channel]), "server")
    expect(channel in [item["_id"] for item in event["channels"]], event["channels"])
    own = [m for m in event["members"] if m["_id"]["server"] == server]
    expect_equal([m["_id"]["user"] for m in own], [kim.id], "own membership")
    expect(own[0]["joined_at"].endswith("Z"), own)
    raw = next(frame.raw for frame in socket.frames if frame.event["type"] == "Ready")
    expect("null" not in raw, "explicit null in Ready")
    expect(raw.startswith('{"type":"Ready"'), "type is the first key")
    await socket.close()


@rule("step 9: unreads hold the channel, the last id read and the mentions")
async def unreads(world):
    ivy, kim = await world.resident("ivy"), await world.resident("kim")
    _, channel = await world.place("ivy", "kim")
    first = await ivy.say(channel, "nothing special")
    await kim.rest.call("PUT", f"/channels/{channel}/ack/{first['_id']}", wants=204)
    mention = await ivy.say(channel, f"hello <@{kim.id}>")
    expect_equal(mention["mentions"], [kim.id], "mentions of the message")

    async def entry():
        rows = await kim.rest.call("GET", "/sync/unreads", wants=200)
        row = next((row for row in rows if row["_id"] == {"channel": channel, "user": kim.id}), {})
        return row if row.get("last_id") == first["_id"] and row.get("mentions") == [mention["_id"]] else None

    await until(entry, 30, "an unread row with the mention")
    await kim.rest.call("PUT", f"/channels/{channel}/ack/{mention['_id']}", wants=204)

    async def cleared():
        rows = await kim.rest.call("GET", "/sync/unreads", wants=200)
        row = next((row for row in rows if row["_id"]["channel"] == channel), {})
        return row.get("last_id") == mention["_id"] and "mentions" not in row

    await until(cleared, 30, "no mention after the acknowledgement")


@rule("step 10: settings are kept with their time stamp and text; an event tells the other sockets")
async def settings(world):
    lea = await world.newcomer("lea")
    socket = await lea.socket()
    expect_equal(await lea.rest.call("POST", "/sync/settings/fetch", {"keys": ["ordering"]}, wants=200), {}, "none yet")
    text = json.dumps({"servers": ["01", "02"], "n": "ü"})
    await lea.rest.call(
        "POST", "/sync/settings/set", {"ordering": text, "theme": "{}"}, query={"timestamp": 1700000000123}, wants=204
    )
    event = await socket.expect("UserSettingsUpdate", id=lea.id)
    expect_equal(event["update"], {"ordering": [1700000000123, text], "theme": [1700000000123, "{}"]}, "event")
    got = await lea.rest.call("POST", "/sync/settings/fetch", {"keys": ["ordering", "notifications"]}, wants=200)
    expect_equal(got, {"ordering": [1700000000123, text]}, "settings")
    got = await lea.rest.call("POST", "/sync/settings/fetch", {"keys": []}, wants=200)
    expect_equal(sorted(got), ["ordering", "theme"], "all settings when no key is named")
    await lea.rest.call("POST", "/sync/settings/set", {"theme": "1"}, query={"timestamp": 5}, wants=204)
    got = await lea.rest.call("POST", "/sync/settings/fetch", {"keys": ["theme"]}, wants=200)
    expect_equal(got, {"theme": [5, "1"]}, "an older time stamp overwrites too")
    await lea.rest.call("POST", "/sync/settings/set", {"theme": "2"}, wants=204)
    stamp, value = (await lea.rest.call("POST", "/sync/settings/fetch", {"keys": ["theme"]}, wants=200))["theme"]
    expect(value == "2" and abs(stamp - time.time() * 1000) < 60_000, f"{stamp} {value}")
    answer = await lea.rest.send("POST", "/sync/settings/set?", {}, b'{"a.b":"x"}')
    expect_equal((answer.status, answer.json()["type"]), (400, "FailedValidation"), "a key with a dot")
    await socket.close()


@rule("step 11: messages of a channel come newest first, with users and members, in all ways to page")
async def history(world):
    mia = await world.newcomer("mia")
    created = await mia.create_server()
    channel = created["channels"][0]["_id"]
    empty = await mia.rest.call("GET", f"/channels/{channel}/messages", query={"limit": 50, "include_users": "true"})
    expect_equal((empty["messages"], empty["users"]), ([], []), "an empty channel")
    ids = [(await mia.say(channel, f"message {number}"))["_id"] for number in range(9)]
    expect_equal(ids, sorted(ids), "ids rise in the order of sending")

    async def page(**query):
        answer = await mia.rest.call("GET", f"/channels/{channel}/messages", query=query, wants=200)
        rows = answer if isinstance(answer, list) else answer["messages"]
        return [ids.index(row["_id"]) for row in rows]

    answer = await mia.rest.call("GET", f"/channels/{channel}/messages", query={"limit": 50, "include_users": "true"})
    expect_equal([m["_id"] for m in answer["messages"]], ids[::-1], "newest first")
    expect_equal([user["_id"] for user in answer["users"]], [mia.id], "users")
    expect_equal([member["_id"]["user"] for member in answer["members"]], [mia.id], "members")
    expect(all("user" not in m and "member" not in m for m in answer["messages"]), "no embedded users in lists")
    expect_equal(await page(limit=3), [8, 7, 6], "limit")
    expect_equal(await page(limit=3, before=ids[4]), [3, 2, 1], "before")
    expect_equal(await page(limit=3, after=ids[4]), [8, 7, 6], "after alone gives the newest")
    expect_equal(await page(limit=3, after=ids[4], sort="Oldest"), [5, 6, 7], "after, oldest first")
    expect_equal(await page(limit=50, after=ids[2], before=ids[5]), [4, 3], "between")
    expect_equal(sorted(await page(limit=4, nearby=ids[4])), [1, 2, 3, 4, 5, 6], "nearby")
    expect_equal(await page(limit=2, sort="Oldest"), [0, 1], "oldest first")


@rule("step 12: the member list pairs members[i] with users[i]")
async def member_list(world):
    ivy, kim = await world.resident("ivy"), await world.resident("kim")
    server, _ = await world.place("ivy", "kim")
    answer = await ivy.rest.call("GET", f"/servers/{server}/members", query={"exclude_offline": "false"}, wants=200)
    pairs = [(member["_id"]["user"], user["_id"]) for member, user in zip(answer["members"], answer["users"])]
    expect_equal(len(answer["members"]), len(answer["users"]), "lengths")
    expect(all(one == other for one, other in pairs), pairs)
    expect_equal({one for one, _ in pairs}, {ivy.id, kim.id}, "who")
    member = await ivy.rest.call("GET", f"/servers/{server}/members/{kim.id}", wants=200)
    expect_equal(member["_id"], {"server": server, "user": kim.id}, "one member")


@rule("step 13: a default avatar is a picture that needs no token and may be cached")
async def default_avatar(world):
    ivy = await world.resident("ivy")
    answer = await world.rest().send("GET", f"/users/{ivy.id}/default_avatar")
    expect_equal((answer.status, answer.header("content-type")), (200, "image/png"), "status and type")
    expect(answer.body.startswith(b"\x89PNG\r\n\x1a\n"), "a PNG")
    expect("max-age" in (answer.header("cache-control") or ""), answer.headers)


@rule("step 14: a freshly made id can be acknowledged, also in an empty channel")
async def acknowledge_anything(world):
    nia = await world.newcomer("nia")
    created = await nia.create_server()
    channel, fresh = created["channels"][0]["_id"], ulid()
    socket = await nia.socket()
    await nia.rest.call("PUT", f"/channels/{channel}/ack/{fresh}", wants=204)
    event = await socket.expect("ChannelAck")
    expect_equal((event["id"], event["user"], event["message_id"]), (channel, nia.id, fresh), "event")
    await socket.close()


@rule("step 15: a sent message is answered and arrives as an event, with nonce, user and member")
async def sending(world):
    ivy, kim = await world.resident("ivy"), await world.resident("kim")
    server, channel = await world.place("ivy", "kim")
    mine, theirs = await ivy.socket(), await kim.socket()
    draft = ulid()
    body = {"content": "to all", "nonce": draft, "replies": [], "attachments": []}
    sent = await ivy.rest.call(
        "POST", f"/channels/{channel}/messages", body, headers={"Idempotency-Key": ulid()}, wants=200
    )
    expect_equal((sent["nonce"], sent["author"], sent["channel"]), (draft, ivy.id, channel), "answer")
    expect_equal(sent["user"]["relationship"], "None", "relationship in the answer")
    for socket, relationship in ((mine, "User"), (theirs, "None")):
        event = await socket.expect("Message", _id=sent["_id"])
        expect_equal((event["nonce"], event["content"]), (draft, "to all"), "event")
        expect_equal((event["user"]["_id"], event["user"]["relationship"]), (ivy.id, relationship), "user")
        expect_equal(event["member"]["_id"], {"server": server, "user": ivy.id}, "member")
        await socket.settle()
        expect_equal([e["_id"] for e in socket.of("Message")].count(sent["_id"]), 1, "copies")
        await socket.close()
    await ivy.rest.refused("POST", f"/channels/{channel}/messages", 400, "InvalidOperation", body)


@rule("step 16: each Ping is answered by a Pong with the same data, in order, while events flow")
async def pings(world):
    ivy, kim = await world.resident("ivy"), await world.resident("kim")
    _, channel = await world.place("ivy", "kim")
    socket = await kim.socket()
    stamps = [int(time.time() * 1000) + number for number in range(5)]
    began = time.monotonic()
    for stamp in stamps:
        await socket.send({"type": "Ping", "data": stamp})
        await ivy.say(channel, "between pings")
    for stamp in stamps:
        await socket.expect("Pong", data=stamp)
    expect(time.monotonic() - began < 10, "slower than clients bear")
    expect_equal([pong["data"] for pong in socket.of("Pong")], stamps, "order")
    await socket.close()


@rule("step 17: joining a call where no voice server is configured is a typed error")
async def calls(world):
    ivy = await world.resident("ivy")
    _, channel = await world.place("ivy", "kim")
    answer = await ivy.rest.send("POST", f"/channels/{channel}/join_call?", {}, b"{}")
    expect(400 <= answer.status < 500 and answer.json()["type"] in ("LiveKitUnavailable", "NotFound"), answer)


@rule("an Error frame has data and error, comes only for a wrong token, and a Close frame follows")
async def error_frame(world):
    ivy = await world.resident("ivy")
    for query in ("version=1&format=json&token=wrong", "token=", f"token={ivy.token}x"):
        socket = await Socket.open(ivy.gateway, ivy.rest.source, query)
        error = await socket.expect("Error")
        expect_equal((error["data"]["type"], error["error"]), ("InvalidSession",) * 2, query)
        expect(isinstance(error["data"]["location"], str), error)
        code = await socket.closed()
        expect(code is not None and code != 1006, f"closed without a Close frame: {code}")
        expect_equal(len(socket.frames), 1, "frames")
