"""Plays one scenario in a small world wide web of its own: `python web.py NAME --programs FOLDER`.

The world is a network namespace with public addresses, a name server, certificates and hosts behind nginx. Prints what
`run.py` prints.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import logging
import sys
import tempfile
from pathlib import Path

from blackbox.checks import tell
from blackbox.world import Places, World
from run import DOCUMENT, play
from smallweb import namespace
from smallweb.world import SmallWeb


async def visit(name: str, programs: Path, folder: Path) -> int:
    """Makes the world, plays the scenario in it, and returns the exit code."""
    web = SmallWeb(programs, folder)
    scenario = importlib.import_module(f"scenarios.{name}")
    try:
        await scenario.build(web)
        world = World(Places(web.apis, web.gateways, web.files, [], web.links, 0, 0), DOCUMENT)
        world.web = web
        return await play(name, world)
    finally:
        web.stop()


def main() -> int:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenario")
    parser.add_argument("--programs", type=Path, required=True)
    options = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    try:
        namespace.enter()
        return inside(options.scenario, options.programs.resolve())
    except namespace.NotPermitted as error:
        tell({"check": "namespaces are permitted", "passed": False, "detail": str(error)})
    except FileNotFoundError as error:
        detail = f"{error.filename} is missing: scripts/system-packages.sh --servers installs what tests need"
        tell({"check": "all programs are there", "passed": False, "detail": detail})
    tell({"done": 1})
    return 1


def inside(name: str, programs: Path) -> int:
    """Plays the scenario within the namespace."""
    with tempfile.TemporaryDirectory(prefix="stoat-web-") as folder:
        namespace.end_with_starter(Path(folder))
        return asyncio.run(visit(name, programs, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
