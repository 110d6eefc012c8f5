"""Outcomes of a scenario, one JSON line each on standard output, for the harness to read."""

from __future__ import annotations

import asyncio
import json
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from typing import Any


class Unmet(AssertionError):
    """What a rule demands is not so."""


def expect(condition: Any, detail: Any = "") -> None:
    """Raises `Unmet` with `detail` unless `condition` holds."""
    if not condition:
        raise Unmet(str(detail() if callable(detail) else detail))


def expect_equal(actual: Any, wanted: Any, what: str = "value") -> None:
    """Raises `Unmet` unless both are equal."""
    if actual != wanted:
        raise Unmet(f"{what}: {actual!r}, wanted {wanted!r}")


async def until(claim: Callable[[], Any], seconds: float, what: str) -> Any:
    """Waits until `claim` (plain or async) is true and returns its value; raises `Unmet` after the deadline."""
    deadline = time.monotonic() + seconds
    while True:
        value = claim()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            raise Unmet(f"not within {seconds:g} s: {what}")
        await asyncio.sleep(0.05)


def tell(line: dict[str, Any]) -> None:
    """Writes one line to the harness."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


class Checks:
    """Counts checks and reports each."""

    def __init__(self) -> None:
        self.count = 0
        self.failed = 0

    def report(self, name: str, passed: bool, detail: str = "") -> None:
        """Reports one outcome."""
        self.count += 1
        line: dict[str, Any] = {"check": name, "passed": passed}
        if not passed:
            self.failed += 1
            line["detail"] = detail[:4000]
        tell(line)

    def that(self, name: str, condition: Any, detail: Any = "") -> bool:
        """Reports whether `condition` holds; never raises."""
        passed = bool(condition)
        self.report(name, passed, "" if passed else str(detail() if callable(detail) else detail))
        return passed

    def equal(self, name: str, actual: Any, wanted: Any) -> bool:
        """Reports whether both are equal; never raises."""
        return self.that(name, actual == wanted, f"{actual!r}, wanted {wanted!r}")

    async def step(self, name: str, work: Awaitable[Any], seconds: float = 60) -> Any:
        """Runs `work` as one check. A failure is reported, and `None` returned."""
        try:
            value = await asyncio.wait_for(work, seconds)
        except Unmet as unmet:
            self.report(name, False, f"{unmet}{where(unmet)}")
        except asyncio.TimeoutError as error:
            self.report(name, False, f"not done within {seconds:g} s{where(error)}")
        except Exception as error:  # every failure is an outcome of the check
            self.report(name, False, f"{type(error).__name__}: {error}{where(error)}")
        else:
            self.report(name, True)
            return value
        return None


def where(error: BaseException) -> str:
    """The last frames of a scenario in a traceback, as ` [file:line …]`."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "/BlackBox/python/" in f.filename]
    places = [f"{f.filename.rsplit('/', 1)[-1]}:{f.lineno}" for f in frames if f.name not in ("step", "expect")]
    return f" [{' > '.join(places[-4:])}]" if places else ""


Rule = Callable[[Any], Awaitable[None]]


class RuleBook:
    """Rules of one scenario, each an async function that raises when the rule is broken."""

    def __init__(self) -> None:
        self.rules: list[tuple[str, Rule, float]] = []

    def rule(self, title: str, seconds: float = 45) -> Callable[[Rule], Rule]:
        """Registers a rule under a title, with the time it may take."""

        def register(function: Rule) -> Rule:
            self.rules.append((title, function, seconds))
            return function

        return register

    async def run(self, world: Any) -> None:
        """Runs every rule, one after the other, and reports each."""
        for title, function, seconds in self.rules:
            await world.checks.step(title, function(world), seconds)
