"""Runs one scenario: `python run.py NAME --api URL --gateway URL --files URL --gifs URL --links URL --site PORT --provider PORT`.

The first four repeat.

Prints one JSON line per check and ends with `{"done": <number of checks>}`; the exit code is 1 if any failed.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import sys
from pathlib import Path

from blackbox.checks import tell
from blackbox.world import Places, World

DOCUMENT = Path(__file__).resolve().parents[2] / "Fixtures" / "OpenAPI.json"


async def play(name: str, world: World) -> int:
    """Plays a scenario and returns the exit code."""
    scenario = importlib.import_module(f"scenarios.{name}")
    try:
        await scenario.run(world)
    except Exception as error:  # an end before the last step is a failed check
        logging.exception("scenario ended early")
        world.checks.report("the scenario reaches its end", False, f"{type(error).__name__}: {error}")
    else:
        world.checks.report("the scenario reaches its end", True)
    contract = world.contract
    world.checks.that("REST answers were seen", contract.seen > 0)
    world.checks.that(
        f"every REST answer keeps the contract ({contract.seen} answers, {len(contract.covered)} routes)",
        not contract.broken,
        "\n".join(sorted(set(contract.broken))[:12]),
    )
    world.close()
    tell({"done": world.checks.count})
    return 1 if world.checks.failed else 0


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--api", action="append", required=True)
    parser.add_argument("--gateway", action="append", required=True)
    parser.add_argument("--files", action="append", required=True)
    parser.add_argument("--gifs", action="append", required=True)
    parser.add_argument("--links", required=True)
    parser.add_argument("--site", type=int, required=True)
    parser.add_argument("--provider", type=int, required=True)
    options = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    places = Places(options.api, options.gateway, options.files, options.gifs, options.links, options.site, options.provider)
    return asyncio.run(play(options.scenario, World(places, DOCUMENT)))


if __name__ == "__main__":
    sys.exit(main())
