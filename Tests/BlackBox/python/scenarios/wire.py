"""How requests look on the wire: rules of real clients about bodies, headers, queries, statuses and numbers."""

from __future__ import annotations

import asyncio
import json

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.people import ulid

book = RuleBook()
rule = book.rule


async def run(world):
    await book.run(world)


@rule("a bare ? after the path changes nothing (the JS library appends it to every URL)")
async def bare_question_mark(world):
    ann = await world.resident("ann")
    for target in ("/", "/onboard/hello", "/users/@me", "/sync/unreads", "/users/dms"):
        plain, marked = await ann.rest.send("GET", target), await ann.rest.send("GET", f"{target}?")
        expect_equal((plain.status, marked.status), (200, 200), target)
        expect_equal(marked.json(), plain.json(), target)


@rule("JSON is parsed whatever the content type says, or without one")
async def content_types(world):
    ann = await world.resident("ann")
    body = json.dumps({"email": ann.email, "password": ann.password, "friendly_name": "types"}).encode()
    for kind in (None, "text/plain;charset=UTF-8", "application/json", "application/x-www-form-urlencoded", "image/png"):
        headers = {"Content-Type": kind} if kind else {}
        answer = await world.rest().send("POST", "/auth/session/login", headers, body)
        expect_equal(answer.status, 200, f"login with content type {kind}")
        expect_equal(answer.json()["result"], "Success", f"login with content type {kind}")


@rule("log-in as a simple cross-origin request is answered with Allow-Origin and needs no preflight")
async def simple_cross_origin_login(world):
    ann = await world.resident("ann")
    body = json.dumps({"email": ann.email, "password": ann.password, "friendly_name": "simple"}).encode()
    headers = {"Origin": "https://app.example.org", "Content-Type": "text/plain;charset=UTF-8"}
    answer = await world.rest().send("POST", "/auth/session/login?", headers, body)
    expect_equal(answer.status, 200, "status")
    expect(answer.header("access-control-allow-origin") in ("*", "https://app.example.org"), answer.headers)


@rule("DELETE and PUT with a body of {} work, and so do they without a body")
async def bodies_where_none_is_needed(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    for body in (b"{}", b"", None):
        message = await ann.say(channel, "about to go")
        place = f"/channels/{channel}/messages/{message['_id']}"
        for method, target in (
            ("PUT", f"{place}/reactions/%F0%9F%91%8D"),
            ("DELETE", f"{place}/reactions/%F0%9F%91%8D"),
            ("PUT", f"/channels/{channel}/ack/{message['_id']}"),
            ("DELETE", place),
        ):
            answer = await ann.rest.send(method, f"{target}?", {}, body)
            expect_equal((answer.status, answer.body), (204, b""), f"{method} {target} with {body!r}")


@rule("POST routes that take no body accept {}, an empty body and none")
async def posts_without_body(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    for body in (b"{}", b"", None):
        answer = await ann.rest.send("POST", f"/channels/{channel}/invites?", {}, body)
        expect_equal(answer.status, 200, f"invite with {body!r}: {answer!r}")
        answer = await ann.rest.send("POST", "/policy/acknowledge?", {}, body)
        expect_equal((answer.status, answer.body), (204, b""), f"policy with {body!r}")


@rule("a session token authenticates; a missing or wrong one is a clean 401")
async def session_tokens(world):
    ann = await world.resident("ann")
    me = await ann.rest.call("GET", "/users/@me", wants=200)
    expect_equal((me["_id"], me["relationship"]), (ann.id, "User"), "own user")
    for headers in ({}, {"X-Session-Token": "nobody's"}, {"X-Bot-Token": "nobody's"}, {"X-Session-Token": ""}):
        answer = await world.rest().send("GET", "/users/@me?", headers)
        expect_equal(answer.status, 401, f"{headers}")
        expect(answer.json()["type"] in ("InvalidSession", "MissingHeaders"), answer)
    answer = await ann.rest.send("GET", "/users/@me?", {"X-Bot-Token": "nobody's"})
    expect_equal(answer.status, 401, "a bot header alone decides, even beside a valid session")


@rule("header names are case-insensitive")
async def header_case(world):
    ann = await world.resident("ann")
    answer = await world.rest().send("GET", "/users/@me", {"x-SESSION-token": ann.token})
    expect_equal(answer.status, 200, "status")


@rule("a missing token wins over a bad body, and a bad body over every rule of the route")
async def order_of_checks(world):
    ann = await world.resident("ann")
    answer = await world.rest().send("POST", "/servers/create?", {}, b"not json")
    expect_equal(answer.status, 401, "no token and bad body")
    answer = await ann.rest.send("POST", f"/channels/{ulid()}/messages?", {}, b"not json")
    expect_equal(answer.status, 400, "unknown channel and bad body")


@rule("an Idempotency-Key is taken once per user: again is 409, another user is free, a failed request frees it")
async def idempotency(world):
    ann, ben = await world.resident("ann"), await world.resident("ben")
    _, channel = await world.place("ann", "ben")
    path, key = f"/channels/{channel}/messages", ulid()
    headers = {"Idempotency-Key": key}
    message = await ann.rest.call("POST", path, {"content": "once"}, headers=headers, wants=200)
    expect_equal(message["nonce"], key, "the key becomes the nonce")
    await ann.rest.refused("POST", path, 409, "DuplicateNonce", {"content": "twice"}, headers=headers)
    await ben.rest.call("POST", path, {"content": "mine"}, headers=headers, wants=200)
    headers = {"Idempotency-Key": ulid()}
    await ann.rest.refused("POST", path, 422, "EmptyMessage", {"content": ""}, headers=headers)
    await ann.rest.call("POST", path, {"content": "now with text"}, headers=headers, wants=200)
    await ann.rest.call("POST", path, {"content": "x"}, headers={"Idempotency-Key": "k" * 64}, wants=200)
    await ann.rest.refused("POST", path, 400, "HeaderTooLarge", {"content": "x"}, headers={"Idempotency-Key": "k" * 65})


@rule("success without content is exactly 204 with an empty body")
async def exact_no_content(world):
    cid = await world.newcomer("cid")
    created = await cid.create_server()
    server, channel = created["server"]["_id"], created["channels"][0]["_id"]
    message = await cid.say(channel, "hello")
    code = await cid.invite_to(channel)
    account = {"email": f"again.{cid.email}", "password": cid.password}
    for method, path, body in (
        ("POST", "/auth/account/create", account),
        ("PUT", f"/channels/{channel}/ack/{message['_id']}", {}),
        ("PUT", f"/servers/{server}/ack", {}),
        ("PUT", f"/channels/{channel}/messages/{message['_id']}/reactions/%E2%9C%85", {}),
        ("POST", "/sync/settings/set?timestamp=1", {"theme": "{}"}),
        ("POST", "/policy/acknowledge", {}),
        ("DELETE", f"/invites/{code}", {}),
        ("DELETE", f"/channels/{channel}/messages/{message['_id']}", {}),
        ("DELETE", f"/channels/{channel}", {}),
        ("DELETE", f"/servers/{server}", {}),
        ("POST", "/auth/session/logout", {}),
    ):
        answer = await cid.rest.send(method, path, {}, json.dumps(body).encode())
        expect_equal((answer.status, answer.body), (204, b""), f"{method} {path}")
        expect(answer.header("content-length") in (None, "0"), f"{method} {path} {answer.headers}")


@rule("every error has a JSON body with a type, whatever made it: 400 401 403 404 405 409 413 422")
async def errors_are_typed(world):
    ann, ben = await world.resident("ann"), await world.resident("ben")
    server, channel = await world.place("ann", "ben")
    huge = b'{"content":"' + b"x" * 1_200_000 + b'"}'
    messages = f"/channels/{channel}/messages?"
    for person, method, target, body, status, kind in (
        (ann, "POST", messages, b"{", 400, "FailedValidation"),
        (ann, "POST", messages, b"\xff\xfe", 400, "FailedValidation"),
        (ann, "POST", "/servers/create?", b"", 400, "FailedValidation"),
        (ann, "POST", messages, b"[]", 422, "FailedValidation"),
        (ann, "POST", messages, b'{"content":5}', 422, "FailedValidation"),
        (ann, "POST", "/users/friend?", b"{}", 422, "FailedValidation"),
        (ann, "POST", messages, huge, 413, None),
        (ann, "GET", "/no/such/route?", None, 404, "NotFound"),
        (ann, "GET", f"/users/{ulid()}?", None, 404, "NotFound"),
        (ann, "PATCH", "/sync/unreads?", b"{}", 404, "NotFound"),
        (ann, "PUT", "/?", b"{}", 404, "NotFound"),
        (ben, "PATCH", f"/servers/{server}?", b'{"name":"mine"}', 403, "MissingPermission"),
        (ann, "POST", "/users/friend?", b'{"username":"nobody"}', 400, "InvalidProperty"),
        (ann, "PUT", f"/users/{ann.id}/friend?", b"{}", 400, "NoEffect"),
        (ann, "GET", "/auth/session/login?", None, 404, "NotFound"),
    ):
        answer = await person.rest.send(method, target, {}, body)
        expect_equal(answer.status, status, f"{method} {target} {(body or b'')[:20]!r} {answer.body[:200]!r}")
        expect(answer.header("content-type").startswith("application/json"), f"{method} {target} {answer.headers}")
        error = answer.json()
        expect(error.get("type") == kind or (kind is None and error.get("type")), f"{method} {target} {error}")
        expect(isinstance(error.get("location"), str), f"{method} {target} {error}")
    error = await ben.rest.refused("PATCH", f"/servers/{server}", 403, "MissingPermission", {"name": "mine"})
    expect_equal(error["permission"], "ManageServer", "the missing permission is named")


@rule("a body over 1 MiB is refused with 413 and JSON even when its length is not announced")
async def chunked_body(world):
    ann = await world.resident("ann")
    connection = await ann.rest.connect()
    head = (
        "POST /sync/settings/set? HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n"
        f"X-Session-Token: {ann.token}\r\nOrigin: https://app.example.org\r\n\r\n"
    )
    connection.writer.write(head.encode())
    try:
        for _ in range(40):
            connection.writer.write(b"8000\r\n" + b" " * 0x8000 + b"\r\n")
            await connection.writer.drain()
        connection.writer.write(b"0\r\n\r\n")
    except ConnectionError:
        pass  # the server may stop reading as soon as it has answered
    answer = await asyncio.wait_for(connection.reader.read(4096), 20)
    expect(answer.startswith(b"HTTP/1.1 413"), answer)
    expect(b'"type"' in answer or b'"type"' in await connection.reader.read(4096), answer)
    connection.writer.close()


@rule("an exhausted rate limit answers 429 with retry_after in milliseconds, the four headers and JSON")
async def rate_limit(world):
    dan = await world.newcomer("dan")
    answers = [await dan.rest.send("GET", "/users/@me?", {"Origin": "null"}, patient=False) for _ in range(22)]
    expect_equal([a.status for a in answers].count(200), 20, "requests let through of the bucket of 20")
    limited = answers[-1]
    expect_equal(limited.status, 429, "status")
    expect("type" not in limited.json(), limited)
    expect(0 < limited.json()["retry_after"] <= 10_000, limited)
    expect(limited.header("access-control-allow-origin") in ("*", "null"), limited.headers)
    for number, answer in enumerate(answers[:20]):
        expect_equal(answer.header("x-ratelimit-limit"), "20", "limit")
        expect_equal(answer.header("x-ratelimit-remaining"), str(19 - number), "remaining")
        expect(0 < int(answer.header("x-ratelimit-reset-after")) <= 10_000, answer.headers)
        expect_equal(answer.header("x-ratelimit-bucket"), answers[0].header("x-ratelimit-bucket"), "bucket")
    expect(0 <= int(answers[0].header("x-ratelimit-bucket")) < 1 << 64, "the bucket is an unsigned 64-bit number")
    expect_equal(limited.header("x-ratelimit-remaining"), "0", "remaining when limited")
    expect("x-ratelimit-limit" in [name for name, _ in (await dan.rest.send("GET", "/nowhere")).headers], "on 404 too")


@rule("buckets are told apart: other routes of a limited caller are still served")
async def buckets(world):
    dee = await world.newcomer("dee")
    created = await dee.create_server()
    server, channel = created["server"]["_id"], created["channels"][0]["_id"]
    statuses = [(await dee.rest.send("GET", f"/servers/{server}?", patient=False)).status for _ in range(6)]
    expect_equal(statuses, [200] * 5 + [429], "five requests per server")
    expect_equal((await dee.rest.send("GET", f"/channels/{channel}?")).status, 200, "a channel route")
    expect_equal((await dee.rest.send("GET", "/users/@me?")).status, 200, "a user route")


@rule("64-bit permission numbers are plain JSON integers")
async def plain_integers(world):
    eve = await world.newcomer("eve")
    answer = await eve.rest.send("POST", "/servers/create?", {}, b'{"name":"numbers"}')
    expect(b'"default_permissions":77014766592' in answer.body.replace(b" ", b""), answer.body)


@rule("integers beyond 2^53 survive")
async def big_integers(world):
    ann = await world.resident("ann")
    socket = await ann.socket()
    for number in (9007199254740993, 9223372036854775807):
        await socket.send({"type": "Ping", "data": number})
        pong = await socket.expect("Pong")
        expect_equal(pong["data"], number, "Pong")
    await socket.close()


@rule("one trailing raw ? is taken off the query; an encoded one stays")
async def trailing_question_mark(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    for text in ("one", "two", "three"):
        await ann.say(channel, text)
    answer = await ann.rest.send("GET", f"/channels/{channel}/messages?limit=2?")
    expect_equal((answer.status, len(answer.json())), (200, 2), "limit=2?")
    answer = await ann.rest.send("GET", f"/channels/{channel}/messages?limit=2&include_users=true?")
    expect(answer.status == 200 and isinstance(answer.json(), dict), f"include_users=true? {answer!r}")
    newest = answer.json()["messages"][0]["_id"]
    answer = await ann.rest.send("GET", f"/channels/{channel}/messages?before={newest}%3F")
    expect_equal(answer.status, 400, "an id of 27 characters, the last an encoded ?, is refused by its length")
    answer = await ann.rest.send("GET", f"/channels/{channel}/messages?before={newest}?")
    expect_equal(answer.status, 200, "the same id with a raw ?")
    expect(newest not in [message["_id"] for message in answer.json()], answer)


@rule("booleans in queries are plain text; unparsable values count as absent; unknown keys are ignored")
async def query_values(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    base = f"/channels/{channel}/messages"
    for text, kind in (("true", dict), ("false", list), ("yes", dict), ("off", list), ("maybe", list)):
        answer = await ann.rest.send("GET", f"{base}?include_users={text}")
        expect(answer.status == 200 and isinstance(answer.json(), kind), f"include_users={text}: {answer!r}")
    expect_equal((await ann.rest.send("GET", f"{base}?limit=abc&unknown=1")).status, 200, "limit=abc")
    for limit in (0, 101):
        await ann.rest.refused("GET", base, 400, "FailedValidation", query={"limit": limit})


@rule("unknown JSON keys are ignored, and null is the same as absent")
async def lenient_bodies(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    message = await ann.say(
        channel, "plain", replies=None, embeds=None, attachments=None, nonce=None, interactions=None, zebra=[1, {"a": 2}]
    )
    expect_equal(message["content"], "plain", "content")
    expect("zebra" not in message and "replies" not in message, message)


@rule("the 0.8 prefix, empty path segments and a trailing slash lead to the same routes")
async def path_forms(world):
    ann = await world.resident("ann")
    for target in ("/0.8/users/@me", "/users/@me/", "//users//@me", "/0.8/users/@me/?", "/users/%40me"):
        answer = await ann.rest.send("GET", target)
        expect(answer.status == 200 and answer.json()["_id"] == ann.id, f"{target}: {answer!r}")
    for target in ("/auth/account", "/auth/account/", "/0.8/auth/account/?"):
        answer = await ann.rest.send("GET", target)
        expect(answer.status == 200 and answer.json()["email"] == ann.email, f"{target}: {answer!r}")
    expect_equal((await world.rest().send("GET", "/0.8/")).json()["revolt"].count("."), 2, "root under 0.8")


@rule("HEAD is GET without the body")
async def head(world):
    ann = await world.resident("ann")
    connection = await ann.rest.connect()
    connection.writer.write(f"HEAD /users/@me HTTP/1.1\r\nHost: x\r\nX-Session-Token: {ann.token}\r\n\r\n".encode())
    connection.writer.write(f"GET /users/@me HTTP/1.1\r\nHost: x\r\nX-Session-Token: {ann.token}\r\n\r\n".encode())
    text = b""
    while text.count(b"\r\n\r\n") < 2:
        part = await asyncio.wait_for(connection.reader.read(65536), 10)
        expect(part, f"closed after {text!r}")
        text += part
    first, second = text.split(b"\r\n\r\n")[:2]
    expect(first.startswith(b"HTTP/1.1 200") and second.startswith(b"HTTP/1.1 200"), text)
    connection.writer.close()


@rule("text is stored and returned exactly: emoji, control characters, quotes, combining marks")
async def exact_text(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    text = "“q” \\ \" / \u0007 \u2028 👩‍👩‍👧 e\u0301 \ud7ff \uffff   "
    message = await ann.say(channel, text)
    again = await ann.rest.call("GET", f"/channels/{channel}/messages/{message['_id']}", wants=200)
    expect_equal((message["content"], again["content"]), (text, text), "content")


@rule("the length of a message is limited to 2000 bytes")
async def message_length(world):
    ann = await world.resident("ann")
    _, channel = await world.place("ann", "ben")
    await ann.say(channel, "x" * 2000)
    await ann.rest.refused("POST", f"/channels/{channel}/messages", 422, "PayloadTooLarge", {"content": "x" * 2001})
