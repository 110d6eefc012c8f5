"""Dies without a word after a check that passed; the harness must not take that for success."""

from __future__ import annotations

import os


async def run(world):
    world.checks.that("all is well", True)
    os._exit(0)
