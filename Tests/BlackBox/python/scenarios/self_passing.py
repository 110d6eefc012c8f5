"""Checks the checker: what breaks the contract must be found, what keeps it must not."""

from __future__ import annotations

import json

USER = {"_id": "a", "username": "b", "discriminator": "0001", "relationship": "User", "online": True}
JSON = "application/json; charset=utf-8"


async def run(world):
    def faults(method, target, status, value, kind=JSON):
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return world.contract.faults(method, target, status, kind, body)

    for name, answer in {
        "a user": ("GET", "/users/@me?", 200, USER),
        "a user under the old prefix": ("GET", "/0.8//users/@me/", 200, USER),
        "nothing": ("POST", "/policy/acknowledge", 204, b"", ""),
        "an error": ("GET", "/users/@me", 401, {"type": "InvalidSession", "location": "here"}),
        "a limit": ("GET", "/users/@me", 429, {"retry_after": 10}),
        "settings": ("POST", "/sync/settings/fetch", 200, {"theme": [1, "{}"]}),
    }.items():
        world.checks.equal(f"kept by {name}", faults(*answer), [])
    for name, answer in {
        "a missing key": ("GET", "/users/@me", 200, {k: v for k, v in USER.items() if k != "online"}),
        "a wrong type": ("GET", "/users/@me", 200, {**USER, "online": "yes"}),
        "a null": ("GET", "/users/@me", 200, {**USER, "display_name": None}),
        "a null deep inside": ("GET", "/users/@me", 200, {**USER, "status": {"text": None}}),
        "a wrong status": ("GET", "/users/@me", 202, USER),
        "204 where a body is due": ("GET", "/users/@me", 204, b"", ""),
        "200 where nothing is due": ("POST", "/policy/acknowledge", 200, {}),
        "204 with a body": ("POST", "/policy/acknowledge", 204, b"{}", JSON),
        "a wrong content type": ("GET", "/users/@me", 200, USER, "text/html"),
        "an error in HTML": ("GET", "/users/@me", 404, b"<h1>", "text/html"),
        "an error without body": ("GET", "/users/@me", 404, b"", JSON),
        "an error without type": ("GET", "/users/@me", 404, {"error": "NotFound", "location": ""}),
        "an error of an unknown type": ("GET", "/users/@me", 404, {"type": "Gone", "location": ""}),
        "an error without location": ("GET", "/users/@me", 404, {"type": "NotFound"}),
        "a limit without time": ("GET", "/users/@me", 429, {}),
        "settings of another shape": ("POST", "/sync/settings/fetch", 200, {"theme": ["{}", 1]}),
        "a wrong element of a list": ("GET", "/users/dms", 200, [{"_id": "a", "channel_type": "Nowhere"}]),
    }.items():
        world.checks.that(f"broken by {name}", faults(*answer))
    await world.rest().call("GET", "/", wants=200)
