"""Mutants: one number or one operator of the catalogue changed, and what the suite says of the claims that read it.

A mutant lives in a process of its own: every function whose code is changed gets the changed code, wherever it is held.
"""

from __future__ import annotations
import __future__

import ast
import gc
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import hypothesis

from critscale.proofs.budget import QUICK
from critscale.proofs.claim import Claim
from critscale.proofs.evidence import Verdict
from critscale.proofs.kinds import Computed, Identity, MonteCarlo
from critscale.proofs.library import package_claims
from critscale.proofs.reads import CATALOGUE, ROOM, followed, name_of
from critscale.proofs.suite import run_claim
from critscale.theory.layer.regimes import FINITE, FREE, LENGTHS, REGIMES, Regime

CHARTS = frozenset(name_of(regime) for regime in (FINITE, *REGIMES.values()))
ELSEWHERE = ("layer.row", "layer.regimes")
"""Besides the catalogue: the row, and what the charts' masses and logarithms are computed by."""
ROW = ("Row.from_masses", "Row.from_odds", "Row.self_weight_complement", "Row.kept_weight", "Row.share", "Regime.row")
SWAPS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
}
SECONDS = 300
"""After so long a mutant counts as survived: what never ends was not refuted."""
SETTINGS = hypothesis.settings
CACHE = type(lru_cache(len))


@dataclass(frozen=True)
class Mutant:
    """One change of a module: ``number`` says which of its places, in the order of its text."""

    module: str
    number: int
    line: int
    function: str
    change: str

    @property
    def name(self) -> str:
        """The mutant without its line."""
        return f"{name_of_module(self.module)}.{self.function}: {self.change}"

    def __str__(self) -> str:
        return f"{name_of_module(self.module)}.{self.function}:{self.line} {self.change}"


def name_of_module(module: str) -> str:
    """Return the last part of a module's name."""
    return module.rpartition(".")[2]


def _path(module: str) -> Path:
    return Path(str(import_module(f"{ROOM}.{module}").__file__))


def _places(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Yield the numbers and operators inside functions, each with the name of the function or the variable it is in."""

    def walk(node: ast.AST, name: str, inside: bool) -> Iterator[tuple[str, ast.expr]]:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            name = f"{name}.{node.name}".lstrip(".")
        children: Iterable[ast.AST] = ast.iter_child_nodes(node)
        if isinstance(node, ast.Lambda):
            inside, children = True, [node.body]
        elif isinstance(node, ast.FunctionDef):
            inside, children = True, node.body
        if inside and isinstance(node, ast.Constant) and type(node.value) is int:
            yield name, node
        if inside and isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
            yield name, node
        for child in children:
            yield from walk(child, name, inside)

    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        yield from walk(node, target.id if isinstance(target, ast.Name) else "", False)


def _change(node: ast.expr) -> str:
    """Change a number or an operator; return what was done."""
    before = ast.unparse(node)
    if isinstance(node, ast.Constant):
        assert isinstance(node.value, int)
        node.value += 1
    else:
        assert isinstance(node, ast.BinOp)
        node.op = SWAPS[type(node.op)]()
    return f"{before} -> {ast.unparse(node)}"


def _wanted(module: str, name: str) -> bool:
    """Tell whether a function is among those that claims should tie down."""
    if module in ELSEWHERE:
        return name in ROW or name.isupper() or name.startswith("_")
    return True


@lru_cache
def mutants(module: str) -> tuple[Mutant, ...]:
    """Return all mutants of a module."""
    places = enumerate(_places(ast.parse(_path(module).read_text())))
    return tuple(
        Mutant(module, number, node.lineno, name, _change(node)) for number, (name, node) in places if _wanted(module, name)
    )


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
    plain, changed = ast.parse(path.read_text()), ast.parse(path.read_text())
    _change(list(_places(changed))[mutant.number][1])
    flags = __future__.annotations.compiler_flag
    old, new = (list(_codes(compile(tree, str(path), "exec", flags=flags))) for tree in (plain, changed))
    swaps = {before: after for before, after in zip(old, new, strict=True) if before != after}
    found = set()
    home = f"{ROOM}.{mutant.module}"
    for thing in gc.get_objects():
        if isinstance(thing, FunctionType) and thing.__module__ == home and thing.__code__ in swaps:
            thing.__code__ = swaps[thing.__code__]
            found.add(id(thing))
        if isinstance(thing, CACHE) and not str(thing.__module__).endswith("library"):
            thing.cache_clear()
    return found


@lru_cache(1)
def readers() -> dict[str, frozenset[int]]:
    """Return which functions each claim refers to, by id, those of its chart among them."""
    found = {}
    for claim in package_claims():
        statement = claim.statement
        start: list[Any] = [getattr(statement, f.name) for f in fields(statement) if f.name != "regime"]
        regime = getattr(statement, "regime", None)
        if isinstance(regime, Regime) and regime not in (FREE, LENGTHS):
            start += [regime.masses, regime.logs, regime.reciprocal_length, Regime.point, Regime.row]
            start += [part for e in regime.logarithms for part in (e.argument, e.excess, e.large) if part is not None]
        found[claim.id] = frozenset(map(id, followed(start)))
    return found


def _turn(claim: Claim, names: frozenset[str]) -> tuple[bool, bool, bool]:
    """Return when a claim is asked: those that define come first, slow kinds last."""
    return (
        not any(name_of(thing) in names for thing in claim.defines),
        isinstance(claim.statement, Computed | MonteCarlo),
        not isinstance(claim.statement, Identity),
    )


def _without_shrinking(**given: Any) -> Any:
    """Return settings under which the first violation is as good as the smallest."""
    return SETTINGS(**{**given, "phases": (hypothesis.Phase.generate,)})


def killer(mutant: Mutant) -> str:
    """Return the id of a claim that a mutant makes refuted or broken, or else UNKNOWN, with a ?; empty if all hold.

    Changes this process.
    """
    known = readers()
    hypothesis.settings = _without_shrinking  # type: ignore[assignment, misc]
    changed = apply(mutant)
    names = CHARTS if mutant.module in ELSEWHERE else frozenset({f"{name_of_module(mutant.module)}.{mutant.function}"})
    concerned = [c for c in package_claims() if known[c.id] & changed]
    unknown = ""
    for claim in sorted(concerned, key=lambda c: _turn(c, names)):
        finding = run_claim(claim, QUICK)
        if finding.verdict is Verdict.REFUTED or finding.broken:
            return claim.id
        if finding.verdict is Verdict.UNKNOWN:
            unknown = unknown or f"{claim.id}?"
    return unknown


@dataclass(frozen=True)
class Trial:
    """A process that looks for a claim that catches a mutant."""

    mutant: Mutant
    process: int
    answer: int

    @classmethod
    def start(cls, mutant: Mutant) -> Trial:
        """Start it."""
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            try:
                signal.alarm(SECONDS)
                os.write(writing, killer(mutant).encode())
            finally:
                os._exit(0)
        os.close(writing)
        return cls(mutant, child, reading)

    def result(self) -> str:
        """Wait for it: the claim, see `killer`."""
        with os.fdopen(self.answer) as answer:
            found = answer.read()
        os.waitpid(self.process, 0)
        return found


def caught(chosen: Iterable[Mutant], jobs: int = 1) -> Iterator[tuple[Mutant, str]]:
    """Yield mutants, in their order, each with what catches it."""
    readers()  # before the processes part
    waiting: list[Trial] = []
    for mutant in chosen:
        if len(waiting) == jobs:
            first = waiting.pop(0)
            yield first.mutant, first.result()
        waiting.append(Trial.start(mutant))
    for trial in waiting:
        yield trial.mutant, trial.result()
