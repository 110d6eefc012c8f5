"""Fails in each way in which a check can fail; the harness must see every one."""

from __future__ import annotations

import asyncio

from blackbox.checks import expect, expect_equal


async def run(world):
    checks = world.checks
    checks.that("this holds", True)
    checks.that("a plain claim", False, "it does not hold")
    checks.equal("an equation", 1, 2)
    await checks.step("a step with a broken expectation", broken())
    await checks.step("a step that raises", raising())
    await checks.step("a step that never ends", asyncio.sleep(60), 0.1)
    await world.rest().call("GET", "/", wants=200)
    world.contract.check("GET", "/users/@me", 200, "application/json", b"{}")
    raise RuntimeError("an early end")


async def broken():
    """An expectation that is not met."""
    expect(True, "")
    expect_equal("one", "other")


async def raising():
    """Any other error."""
    raise KeyError("nothing here")
