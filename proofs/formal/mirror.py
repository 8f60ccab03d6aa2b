"""The formal definitions against the package's formulas, exactly, at random rationals: neither may drift."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from inspect import signature
from random import Random
from types import ModuleType
from typing import Any

from flint import fmpq

from ...theory import naive, quantities
from ...theory.row import Logs, Row
from .gallina import Unreadable
from .meaning import Meaning
from .reading import exact

ROUNDS = 6
FIELDS = ("self_weight", "self_weight_complement", "other_weight", "weight_gap")


def mirrored(meaning: Meaning) -> dict[str, str]:
    """Compare every formal definition that has a counterpart in the theory.

    Returns
    -------
    dict
        By name of the definition: empty text where the two agree, else how they differ.
    """
    found = {}
    for name, formula in _counterparts(meaning).items():
        random = Random(name)
        try:
            found[name] = next((d for d in (_difference(name, formula, meaning, random) for _ in range(ROUNDS)) if d), "")
        except Unreadable as error:
            found[name] = f"{name} cannot be compared: {error}"
    return found


def _counterparts(meaning: Meaning) -> dict[str, Callable[[Mapping[str, fmpq]], Any]]:
    """Return, by definition, the theory's formula as a function of the definition's arguments by name."""
    found: dict[str, Callable[[Mapping[str, fmpq]], Any]] = {
        "from_masses": lambda v: Row.from_masses(v["own"], v["rest"], v["other"]),
        "from_odds": lambda v: Row.from_odds(v["E"], v["n"]),
    }
    for name in meaning.sources.definitions:
        last = name.rsplit(".", 1)[-1]
        if name.startswith("Naive."):
            found[name] = _naive(_named(naive, last))
        elif meaning.parameters(name)[:1] == ("w",):
            found[name] = _of_row(_named(quantities, last))
    return found


def _named(module: ModuleType, name: str) -> Callable[..., Any]:
    """Return the theory's formula of that name, private ones included."""
    formula: Callable[..., Any] | None = getattr(module, name, None) or getattr(module, f"_{name}", None)
    return formula or _missing


def _missing() -> Any:
    raise Unreadable("the theory has no formula of that name")


def _naive(formula: Callable[..., Any]) -> Callable[[Mapping[str, fmpq]], Any]:
    return lambda v: formula(**{p: v[p] for p in signature(formula).parameters})


def _of_row(formula: Callable[..., Any]) -> Callable[[Mapping[str, fmpq]], Any]:
    count = len(signature(formula).parameters)

    def call(v: Mapping[str, fmpq]) -> Any:
        logs = Logs(v.get("partition"), v.get("gap"), None)
        row = Row(**{f: v[f] for f in FIELDS}, logs=lambda: logs)
        return formula(*(row, v.get("rho"), v.get("r"))[:count])

    return call


def _difference(
    name: str, formula: Callable[[Mapping[str, fmpq]], Any], meaning: Meaning, random: Random
) -> str:
    parameters = meaning.parameters(name)
    values = {p: _number(random) for p in parameters if p != "w"}
    record = {f: _number(random) for f in FIELDS}
    formal = meaning(name)(*(record if p == "w" else values[p] for p in parameters))
    ours = formula({**values, **record})
    if isinstance(ours, Row):
        ours = {f: getattr(ours, f) for f in FIELDS}
    if formal == ours:
        return ""
    return f"{name} is {formal} in the .v file and {ours} in the theory"


def _number(random: Random) -> fmpq:
    return exact(Fraction(random.randrange(3, 997), random.randrange(3, 997)))
