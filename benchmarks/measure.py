"""What the benchmarks share: times of code and of commands, the figures they give, and one way to print and keep them.

A benchmark is a file here with a function ``measure`` that yields each `Figure` and each `Growth` as it is found, and that ends
with ``main(measure)``.  Run alone it prints them; ``benchmarks/all.py`` runs every file and keeps what it gave.

Times are CPU seconds where nothing else is said, for they depend least on what else the machine does; sides of a ratio are
timed in turn, round by round, so that a slow moment of the machine meets all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeAlias


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of the table.

    Attributes
    ----------
    what : str
        What a user does, in a line; the name of the row.
    value : float
        The number.
    unit : str
        Its unit: ``"s"``, ``"points/s"``, or what it is a multiple of: ``"x exp + log1p"``.
    at_most, at_least : float, optional
        The goal, in the same unit; neither, where the number is told and not judged.
    beside : str
        What else the run showed: floor, peer, wall time, spread.
    """

    what: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    beside: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.at_most is None and self.at_least is None:
            return None
        return (self.at_most is None or self.value <= self.at_most) and (self.at_least is None or self.value >= self.at_least)


@dataclass(frozen=True, slots=True)
class Growth:
    """How a cost grows: one line of the picture.

    Attributes
    ----------
    series : str
        Name of the line.
    over : str
        What x counts, the panel of the picture: ``"terms"``, ``"digits"``, ``"decimal digits of n"``, ``"claims"``, ``"points"``.
    x, y : sequence of float
        The points; y is in ``unit``.
    unit : str
        Unit of y.
    """

    series: str
    over: str
    x: Sequence[float]
    y: Sequence[float]
    unit: str


Result: TypeAlias = Figure | Growth
Measure: TypeAlias = Callable[[], Iterable[Result]]


class Cost(NamedTuple):
    """What a run cost, seconds; CPU of every process."""

    wall: float
    cpu: float


def cost_of_command(command: Sequence[str]) -> Cost:
    """Run a command in a fresh process, which must succeed, and return its cost."""
    before, start = os.times(), time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    wall, after = time.perf_counter() - start, os.times()
    return Cost(wall, sum(after[2:4]) - sum(before[2:4]))


def costs_of_commands(commands: Mapping[str, Sequence[str]], rounds: int) -> dict[str, Cost]:
    """Run every command once to warm the disk, then all in turn; return the medians."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for command in commands.values():
        cost_of_command(command)
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(cost_of_command(command))
    return {name: Cost(*map(median, zip(*costs, strict=True))) for name, costs in found.items()}


def in_turn(sides: Mapping[str, Callable[[], int]], rounds: int = 7) -> dict[str, float]:
    """Return the CPU seconds of one operation of each side, the least of several rounds, after one to warm up.

    Parameters
    ----------
    sides : mapping of callables
        Each does some operations, on inputs it has not seen where fresh inputs are meant, and returns how many.
    rounds : int
        How often all are run, one after the other.
    """
    least = dict.fromkeys(sides, float("inf"))
    for k in range(rounds + 1):
        for name, side in sides.items():
            start = time.process_time()
            count = side()
            spent = time.process_time() - start
            if k:
                least[name] = min(least[name], spent / count)
    return least


def peak_memory(code: str) -> float:
    """Return the largest memory that a fresh process had resident while it ran some code, MiB; on Linux.

    What the system tells of a child's use of resources would begin at this process's own.
    """
    script = f"{code}\nprint(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return int(done.stdout.split()[1]) / 2**10


def main(measure: Measure) -> None:
    """Print what a benchmark finds, and with ``--json FILE`` write it to a file as well."""
    parser = argparse.ArgumentParser(description=sys.modules[measure.__module__].__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures to FILE as well")
    target = parser.parse_args().json
    found = list(_printed(measure()))
    if target is not None:
        target.write_text(json.dumps([asdict(result) for result in found], indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _printed(results: Iterable[Result]) -> Iterator[Result]:
    for result in results:
        print(shown(result), flush=True)
        yield result


def shown(result: Result) -> str:
    """Return a result as one line of text."""
    if isinstance(result, Growth):
        points = "  ".join(f"{x:g}: {number(y)}" for x, y in zip(result.x, result.y, strict=True))
        return f"{result.series}, by {result.over}, {result.unit}:  {points}"
    verdict = {True: "  ok", False: "  MISSED", None: ""}[result.met]
    limit = goal(result)
    return f"{result.what:70} {number(result.value):>10} {result.unit}{verdict}{f' ({limit})' if limit else ''}  {result.beside}".rstrip()


def goal(figure: Figure) -> str:
    """Return the goal of a figure in words, empty where there is none."""
    ends = (("at most", figure.at_most), ("at least", figure.at_least))
    return ", ".join(f"{word} {number(end)}" for word, end in ends if end is not None)


def number(value: float) -> str:
    """Return a number with three digits, large ones with a word."""
    if value >= 1e6:
        return f"{value / 1e6:.3g} million"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
