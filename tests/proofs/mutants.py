"""Mutants: one number or one operator of the catalogue changed, and what the suite says of the claims that read it.

A mutant lives in a process of its own: every function whose code is changed gets the changed code, wherever it is held.
"""

from __future__ import annotations

import ast
import gc
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import _lru_cache_wrapper, lru_cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import hypothesis

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Verdict
from critscale.proofs.library import package_claims
from critscale.proofs.reads import CATALOGUE, ROOM, followed, name_of
from critscale.proofs.statements import Computed, Identity, MonteCarlo
from critscale.proofs.suite import run_claim
from critscale.theory.regimes import FINITE, FREE, LENGTHS, REGIMES, Regime

CHARTS = (FINITE, *REGIMES.values())
ELSEWHERE = {"row": ("from_masses", "from_odds", "share"), "regimes": None}
"""Besides the catalogue: the row, and whatever the charts' masses and logarithms are computed by."""
SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
SETTINGS = hypothesis.settings
SECONDS = 120
"""After so long a mutant counts as survived: what never ends was not refuted."""


@dataclass(frozen=True)
class Mutant:
    """One change of a module: ``number`` says which of its places, in the order of its text."""

    module: str
    number: int
    line: int
    function: str
    change: str

    def __str__(self) -> str:
        return f"{self.module}.{self.function}:{self.line} {self.change}"


def _path(module: str) -> Path:
    return Path(str(import_module(f"{ROOM}.{module}").__file__))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and type(node.value) is int


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the numbers and operators inside functions, each with the name of the function that it is in."""

    def walk(node: ast.AST, name: str, inside: bool) -> Iterator[tuple[str, ast.expr]]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{name}.{node.name}".lstrip(".")
        body = [node.body] if isinstance(node, ast.Lambda) else node.body if isinstance(node, ast.FunctionDef) else None
        inside = inside or body is not None
        if inside and (_is_number(node) or (isinstance(node, ast.BinOp) and type(node.op) in SWAPS)):
            assert isinstance(node, ast.expr)
            yield name, node
        for child in ast.iter_child_nodes(node) if body is None else body:
            yield from walk(child, name, inside)

    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        yield from walk(node, target.id if isinstance(target, ast.Name) else "", False)


def _changed(node: ast.expr) -> str:
    """Change a number or an operator; return what was done."""
    before = ast.unparse(node)
    if isinstance(node, ast.Constant):
        assert isinstance(node.value, int)
        node.value += 1
    else:
        assert isinstance(node, ast.BinOp)
        node.op = SWAPS[type(node.op)]()
    return f"{before} -> {ast.unparse(node)}"


def mutants(module: str) -> tuple[Mutant, ...]:
    """Return all mutants of a module."""
    text, wanted = _path(module).read_text(), ELSEWHERE.get(module)
    found = []
    for number, (name, node) in enumerate(_places(ast.parse(text))):
        if wanted is None or name.split(".")[-1] in wanted:
            found.append(Mutant(module, number, node.lineno, name, _changed(node)))
    return tuple(found)


def every() -> tuple[Mutant, ...]:
    """Return all mutants."""
    return tuple(m for module in (*CATALOGUE, *ELSEWHERE) for m in mutants(module))


def _codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from _codes(constant)


def apply(mutant: Mutant) -> set[int]:
    """Put a mutant in the place of what it changes, in this process; return the ids of the functions that differ now."""
    path = _path(mutant.module)
    tree = ast.parse(path.read_text())
    _changed(list(_places(tree))[mutant.number][1])
    module = import_module(f"{ROOM}.{mutant.module}")
    old, new = (list(_codes(compile(t, str(path), "exec", flags=_future()))) for t in (ast.parse(path.read_text()), tree))
    swaps = {before: after for before, after in zip(old, new, strict=True) if before != after}
    changed = set()
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__module__ == module.__name__ and thing.__code__ in swaps:
            thing.__code__ = swaps[thing.__code__]
            changed.add(id(thing))
    for thing in gc.get_objects():
        if isinstance(thing, _lru_cache_wrapper) and "library" not in str(thing.__module__):
            thing.cache_clear()
    return changed


def _future() -> int:
    import __future__

    return __future__.annotations.compiler_flag


@lru_cache(1)
def _followed() -> dict[str, frozenset[int]]:
    """Return what functions each claim refers to, by id, its chart's among them."""
    found = {}
    for claim in package_claims():
        statement = claim.statement
        start = [getattr(statement, f) for f in statement.__dataclass_fields__ if f != "regime"]
        regime = getattr(statement, "regime", None)
        if isinstance(regime, Regime) and regime not in (FREE, LENGTHS):
            start += [regime.masses, regime.logs, regime.reciprocal_length, type(regime).point]
            start += [part for entry in regime.logarithms for part in (entry.argument, entry.excess, entry.large) if part]
        found[claim.id] = frozenset(map(id, followed(start)))
    return found


def _turn(claim: Claim, names: frozenset[str]) -> tuple[bool, bool, bool]:
    """Return when a claim is asked: those that define come first, quick kinds before others."""
    return (
        not any(name_of(thing) in names for thing in claim.defines),
        isinstance(claim.statement, Computed | MonteCarlo),
        not isinstance(claim.statement, Identity),
    )


def _without_shrinking(**given: Any) -> Any:
    """Return settings under which the first violation is as good as the smallest."""
    return SETTINGS(**{**given, "phases": (hypothesis.Phase.generate,)})


def killer(mutant: Mutant) -> str:
    """Return the id of a claim that a mutant makes refuted or broken, or else open, with a ?; empty if all hold.

    Changes this process.
    """
    readers = _followed()
    hypothesis.settings = _without_shrinking  # type: ignore[misc]
    changed = apply(mutant)
    names = frozenset({f"{mutant.module}.{mutant.function}", *(f"chart {g.id}" for g in CHARTS if mutant.module in ELSEWHERE)})
    concerned = [c for c in package_claims() if readers[c.id] & changed]
    unknown = ""
    for claim in sorted(concerned, key=lambda c: _turn(c, names)):
        finding = run_claim(claim, QUICK)
        if finding.verdict is Verdict.REFUTED or finding.broken:
            return claim.id
        if finding.verdict is Verdict.UNKNOWN:
            unknown = unknown or f"{claim.id}?"
    return unknown


def survives(mutant: Mutant) -> str:
    """Return the claim that catches a mutant, in a process of its own; empty if none does."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.close(reading)
            signal.alarm(SECONDS)
            os.write(writing, killer(mutant).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        found = answer.read()
    os.waitpid(child, 0)
    return found


if __name__ == "__main__":
    chosen = [m for m in every() if not sys.argv[1:] or m.module in sys.argv[1:]]
    _followed()
    for m in chosen:
        print(m, "|", survives(m) or "SURVIVED", flush=True)
