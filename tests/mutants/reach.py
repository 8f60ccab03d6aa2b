"""Which functions of the package a test, or a claim, runs: so that a change is shown only to those that reach it.

As a pytest plugin (``-p tests.mutants.reach``) it records, into the file that CRITSCALE_REACH names, or it runs the tests in
the order of the file that CRITSCALE_CHOSEN names and reports, into the file that CRITSCALE_OUTCOME names, which one failed.
Needs Python 3.12 for the first.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from types import CodeType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("theory", "numerics", "proofs", "measure", "audit", "cli", "handbook", "pictures")
KEPT = ("critscale.proofs.library",)
"""Modules whose caches are left: what claims there are does not hide who computes what."""

MONITORING: Any = getattr(sys, "monitoring", None)
"""Python 3.12 has it."""

Place = tuple[str, int]
"""A file, relative to the package, and the first line of a function's code."""


class Watch:
    """The functions of the package that have started since the last look."""

    def __init__(self) -> None:
        self.seen: set[CodeType] = set()
        self.modules = 0
        self.caches: list[Callable[[], None]] = []
        if MONITORING is None:
            raise SystemExit("mutants: Python 3.11 does not say who reaches what; make mutants VENV=.venv-new PYTHON=python3.12")
        tool = MONITORING.COVERAGE_ID
        MONITORING.use_tool_id(tool, "critscale-reach")
        MONITORING.register_callback(tool, MONITORING.events.PY_START, self._starts)
        MONITORING.set_events(tool, MONITORING.events.PY_START)

    def end(self) -> None:
        """Watch no longer."""
        MONITORING.free_tool_id(MONITORING.COVERAGE_ID)

    def _starts(self, code: CodeType, _: int) -> object:
        self.seen.add(code)
        return MONITORING.DISABLE

    def _forget(self) -> None:
        """Clear the package's caches: who asks second computes again, and is seen to."""
        if len(sys.modules) != self.modules:
            self.modules = len(sys.modules)
            self.caches = list(_caches())
        for clear in self.caches:
            clear()

    @contextmanager
    def looking(self) -> Iterator[list[Place]]:
        """Give a list that holds, at the end, what was run inside."""
        found: list[Place] = []
        self._forget()
        self.seen.clear()
        MONITORING.restart_events()
        yield found
        root = f"{ROOT}/"
        ours = (c for c in tuple(self.seen) if c.co_filename.startswith(root))
        places = {(c.co_filename.removeprefix(root), c.co_firstlineno) for c in ours}
        found.extend(sorted(p for p in places if p[0].partition("/")[0] in ROOMS))


def _caches() -> Iterator[Callable[[], None]]:
    for name, module in list(sys.modules.items()):
        if name.startswith("critscale.") and name not in KEPT:
            holders = [vars(module), *(vars(v) for v in vars(module).values() if isinstance(v, type))]
            for holder in holders:
                yield from (v.cache_clear for v in list(holder.values()) if hasattr(v, "cache_clear"))


class Recorder:
    """Writes a line a test: its id, its seconds, what it reaches."""

    def __init__(self, out: Path) -> None:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self.out = out.with_suffix(f".{worker}").open("w")
        self.watch = Watch()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Watch one test."""
        start = perf_counter()
        with self.watch.looking() as found:
            result = yield
        json.dump([item.nodeid, round(perf_counter() - start, 4), found], self.out)
        self.out.write("\n")
        return result

    def pytest_unconfigure(self) -> None:
        """Close the file."""
        self.watch.end()
        self.out.close()


class Chooser:
    """Runs the tests that were chosen, in their order, and says which failed."""

    def __init__(self, chosen: Path, outcome: Path) -> None:
        self.turn = {name: i for i, name in enumerate(json.loads(chosen.read_text()))}
        self.outcome = outcome
        self.ran = 0
        self.failed = ""
        self.uncollected = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the chosen ones."""
        items[:] = sorted((i for i in items if i.nodeid in self.turn), key=lambda i: self.turn[i.nodeid])

    def pytest_collectreport(self, report: Any) -> None:
        """Note a file that cannot be read."""
        if report.failed:
            self.uncollected = report.nodeid

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Note a test that failed, in its set-up too."""
        self.ran += report.when == "call"
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        seen = {"ran": self.ran, "failed": self.failed, "uncollected": self.uncollected}
        self.outcome.write_text(json.dumps(seen))


def pytest_configure(config: pytest.Config) -> None:
    """Take the part that the environment asks for."""
    if os.environ.get("CRITSCALE_REACH") and (hasattr(config, "workerinput") or not config.getoption("numprocesses", None)):
        config.pluginmanager.register(Recorder(Path(os.environ["CRITSCALE_REACH"])))
    if os.environ.get("CRITSCALE_CHOSEN"):
        chosen, outcome = (Path(os.environ[name]) for name in ("CRITSCALE_CHOSEN", "CRITSCALE_OUTCOME"))
        config.pluginmanager.register(Chooser(chosen, outcome))


def record_claims(out: Path) -> None:
    """Write a line a claim: its id, its seconds, what it reaches."""
    from critscale.proofs.budget import QUICK
    from critscale.proofs.library import package_claims
    from critscale.proofs.suite import run_claim

    watch = Watch()
    with out.with_suffix(".claims").open("w") as stream:
        for claim in package_claims():
            start = perf_counter()
            with watch.looking() as found:
                run_claim(claim, QUICK)
            json.dump([claim.id, round(perf_counter() - start, 4), found], stream)
            stream.write("\n")
    watch.end()


if __name__ == "__main__":
    record_claims(Path(sys.argv[1]))
