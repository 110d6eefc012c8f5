"""Cross-origin rules: every answer of the API can be read by a page of any origin."""

from __future__ import annotations

from blackbox.checks import RuleBook, expect, expect_equal
from blackbox.people import ulid

book = RuleBook()
rule = book.rule

ORIGINS = ("https://app.example.org", "http://localhost:5173", "null", "capacitor://localhost", "app://stoat")
EXPOSED = ("x-ratelimit-limit", "x-ratelimit-bucket", "x-ratelimit-remaining", "x-ratelimit-reset-after")


async def run(world):
    await book.run(world)


def expect_open(answer, origin, what):
    """The answer may be read by a page of this origin."""
    expect(answer.header("access-control-allow-origin") in ("*", origin), f"{what}: {answer.status} {answer.headers}")
    expect(answer.header("access-control-allow-credentials") is None, f"{what}: {answer.headers}")
    exposed = (answer.header("access-control-expose-headers") or "").lower()
    expect(all(name in exposed for name in EXPOSED), f"{what}: {answer.headers}")


@rule("every origin is allowed, opaque ones included, and the four rate-limit headers are exposed")
async def all_origins(world):
    fay = await world.resident("fay")
    for origin in ORIGINS:
        expect_open(await fay.rest.send("GET", "/users/@me?", {"Origin": origin}), origin, origin)


@rule("errors of every kind carry the headers: 400 401 403 404 413 422 and an unknown path")
async def errors(world):
    fay = await world.resident("fay")
    server, channel = await world.place("fay", "gus")
    gus = await world.resident("gus")
    huge = b'{"content":"' + b"x" * 1_200_000 + b'"}'
    for person, method, target, body, status in (
        (fay, "POST", f"/channels/{channel}/messages?", b"{", 400),
        (fay, "POST", f"/channels/{channel}/messages?", b"[]", 422),
        (fay, "POST", f"/channels/{channel}/messages?", huge, 413),
        (fay, "GET", f"/users/{ulid()}?", None, 404),
        (fay, "GET", "/no/such/route?", None, 404),
        (fay, "PUT", "/sync/unreads?", b"{}", 404),
        (gus, "PATCH", f"/servers/{server}?", b'{"name":"x"}', 403),
    ):
        answer = await person.rest.send(method, target, {"Origin": "https://app.example.org"}, body)
        expect_equal(answer.status, status, f"{method} {target}")
        expect_open(answer, "https://app.example.org", f"{method} {target}")
    answer = await world.rest().send("POST", "/sync/settings/fetch?", {"Origin": "null"}, b'{"keys":[]}')
    expect_equal(answer.status, 401, "without token")
    expect_open(answer, "null", "401")


@rule("an answer with status 204 carries the headers")
async def no_content(world):
    fay = await world.resident("fay")
    answer = await fay.rest.send("POST", "/policy/acknowledge?", {"Origin": "null"}, b"{}")
    expect_equal(answer.status, 204, "status")
    expect_open(answer, "null", "204")


@rule("a preflight is answered on every path, known or not, without a token, with the requested headers mirrored")
async def preflight(world):
    wanted = "x-session-token,x-bot-token,x-mfa-ticket,idempotency-key,content-type,x-something-new"
    for target in ("/", "/auth/session/login", f"/channels/{ulid()}/messages?", "/no/such/route", "/0.8/users/@me"):
        for method in ("GET", "PUT", "POST", "DELETE", "PATCH"):
            headers = {
                "Origin": "https://app.example.org",
                "Access-Control-Request-Method": method,
                "Access-Control-Request-Headers": wanted,
            }
            answer = await world.rest().send("OPTIONS", target, headers)
            expect(answer.status in (200, 204), f"{target} {method}: {answer!r}")
            allow = answer.header("access-control-allow-origin")
            expect(allow in ("*", "https://app.example.org"), f"{target} {answer.headers}")
            methods = (answer.header("access-control-allow-methods") or "").upper()
            for name in ("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH"):
                expect(name in methods, f"{name} in {methods!r}")
            allowed = (answer.header("access-control-allow-headers") or "").lower()
            expect(all(name in allowed for name in wanted.split(",")), f"{target} {allowed!r}")
            expect_equal(answer.body, b"", "body")


@rule("the preflight of revite (content-type and x-session-token) is allowed")
async def revite_preflight(world):
    headers = {
        "Origin": "https://revite.example.org",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-session-token",
    }
    answer = await world.rest().send("OPTIONS", "/sync/settings/fetch", headers)
    expect(answer.status in (200, 204), answer)
    allowed = answer.header("access-control-allow-headers").lower()
    expect("content-type" in allowed and "x-session-token" in allowed, allowed)


@rule("preflights are not rate-limited and do not count")
async def preflights_are_free(world):
    rest = world.rest()
    headers = {"Origin": "null", "Access-Control-Request-Method": "POST"}
    statuses = {(await rest.send("OPTIONS", "/auth/session/login", headers)).status for _ in range(40)}
    expect(statuses <= {200, 204}, statuses)
    answer = await rest.send("POST", "/auth/session/login", {}, b"{}")
    expect_equal(answer.status, 422, "the real request")
    expect_equal(answer.header("x-ratelimit-remaining"), "14", "remaining of 15 after the first real request")
