"""A second opinion on a statement: numbers at points, by no code of the prover.

A statement is shown false by a point of its domain.  A limit or an O-term is shown false by a point of the parameters
and by what the difference does there along n = 10^10 .. 10^80.  Points are exact.  A dense search in float64 proposes them;
mpmath in a context of its own decides, at far more digits than needed.  The row of a point is made here, from the ratio
b/a of two weights.  Only the sides of a statement are the package's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache, partial
from itertools import product
from math import prod
from random import Random
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
from mpmath.ctx_mp import MPContext

from critscale.numerics.sampled import attention as arrays  # noqa: F401  (makes arrays a field)
from critscale.theory.assumptions import Assumption
from critscale.theory.field import Field
from critscale.theory.growth import Growth, Stratum
from critscale.theory.layer.regimes import Regime
from critscale.theory.layer.row import Logs, Row

Formula = Any
"""A side of a statement: a function of a point, or a plain number."""
Values = Mapping[str, Fraction]

MP = MPContext()


def _where(holds: Callable[..., bool], function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that is defined where ``holds`` says so, and nowhere else."""

    def guarded(*numbers: Any) -> Any:
        if not holds(*numbers):
            raise ValueError(f"not defined at {numbers}")
        return function(*numbers)

    return guarded


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": MP.exp,
    "log": _where(lambda x: x > 0, MP.log),
    "sqrt": _where(lambda x: x >= 0, MP.sqrt),
    "digamma": _where(lambda x: x > 0, MP.digamma),
    "gamma_function": _where(lambda x: x > 0, MP.gamma),
    "minimum": min,
    "maximum": max,
    "hypot": MP.hypot,
    "radical": lambda x, y: MP.sqrt(max(x**2 + y, MP.zero)),
    "nearest_to_half": lambda step: MP.nint(1 / (2 * step)) * step,
    "scaled_bessel": _where(lambda order, x: x > 0, lambda order, x: MP.besseli(order, x) * MP.exp(-x)),
    "normal_tail": lambda x: MP.erfc(x / MP.sqrt(2)) / 2,
    "spectral_norm": lambda x, y, s, t, r, u, v: max(
        MP.svd_r(MP.matrix([[r, u, v], [0, x, y], [0, s, t]]), compute_uv=False)
    ),
    "regularized_gamma": _where(lambda x, a: x >= 0 and a > 0, lambda x, a: MP.gammainc(a, 0, x, regularized=True)),
    "entmax_gap": _where(
        lambda gap, others, order: gap >= 0 and order > 0 and order * gap < 1,
        lambda gap, others, order: MP.findroot(
            lambda d: (1 + MP.exp(others - d)) ** -order * -MP.expm1(-order * d) - order * gap,
            (0, 2 * (abs(others) - MP.log(1 - order * gap) + 9) / min(order, 1)),
            solver="anderson",
            verify=False,
        ),
    ),
    "regularized_beta": _where(
        lambda x, a: 0 <= x <= 1 and a > 0, lambda x, a: MP.betainc(a, MP.mpf(1) / 2, 0, x, regularized=True)
    ),
}
FIELD = type("Witness", (Field,), {name: staticmethod(f) for name, f in FUNCTIONS.items()}, lacks=("floor",))
FIELD().register(MP.mpf)

DIGITS = 100
"""Digits at a point of a finite n; a violation counts from a relative size of 10^-25 on."""
EXPONENTS = (10, 20, 40, 80)
"""A limit is looked at along n = 10^these."""
MOST_POINTS = 5000
TRIED = 3
"""How many of the points that float64 proposes are looked at again."""
SHARES = ("3/11", "8/11", "5/9", "1/5")
"""Where in its range a parameter is when nothing is special."""
LENGTHS = (0, 1, 2, 3, 5, 8, 18, 48, 98, 998, 10**4, 10**6)
"""Context lengths beyond the first that a statement speaks of."""


@dataclass(frozen=True, eq=False)
class Changed:
    """A side that was changed: ``change(base(p), p)``; a class, so that the base is computed once for all changes."""

    base: Formula
    change: Callable[[Any, Any], Any]

    def __call__(self, p: Any) -> Any:
        """Return the changed side at a point of any field."""
        return self.change(plain(self.base, p), p)


def plain(formula: Formula, p: Any) -> Any:
    """Return a side at a point of any field; a plain number becomes one of the field."""
    value = formula(p) if callable(formula) else formula
    if isinstance(value, int | Fraction) and hasattr(p, "one"):
        return value.numerator * p.one / value.denominator
    return value


@dataclass(eq=False)
class Place:
    """A point, or an array of points, of one field, and the sides computed there so far."""

    point: Any
    sides: dict[int, tuple[Formula, Any]] = field(default_factory=dict)

    def side(self, formula: Formula) -> Any:
        """Return a side of a statement here."""
        if isinstance(formula, Changed):
            return formula.change(self.side(formula.base), self.point)
        if id(formula) not in self.sides:  # the formula is kept, so that its id stays its own
            self.sides[id(formula)] = formula, plain(formula, self.point)
        return self.sides[id(formula)][1]


def number(value: Fraction) -> Any:
    """Return an exact number in mpmath's, at the working precision."""
    return MP.mpf(value.numerator) / value.denominator


class Numbers(SimpleNamespace):
    """A point whose logarithms are computed when a formula asks for them: they cost more than all the rest."""

    def __getattr__(self, name: str) -> Any:
        """Return a logarithm of the chart."""
        if name not in self.__dict__.get("later", {}):
            raise AttributeError(name)
        value = self.later[name]()
        setattr(self, name, value)
        return value


def complete(regime: Regime, values: Mapping[str, Any], n: Any, one: Any, functions: Any) -> Any:
    """Return the point of a chart at n: its coordinates and logarithms, and the row with the right ratio b/a."""
    p = Numbers(one=one, **values)
    if n is None:
        return p
    log, log1p, exp = functions.log, functions.log1p, functions.exp
    p.h, p.L = 1 / n, log(n)
    weight = one / 2
    small = 0 * one
    match regime.id:
        case "subcritical":
            p.u, p.t = exp(-p.delta * p.L), exp(-(1 - p.delta) * p.L)
            ratio, small = p.t, p.u * (1 - p.t)
        case "window":
            weight, ratio, small = p.s, (1 - p.s) / p.s * p.h, -(1 - p.s) * p.h
        case "critical":
            ratio, small = p.h, -p.h / 2
        case "supercritical":
            p.v = exp(-p.delta * p.L)
            ratio, small = p.v * p.h, p.v * (1 - p.h)
        case "finite":
            ratio = p.t
        case "lengths":
            ratio, small = None, -p.h
        case other:
            raise ValueError(f"no such chart: {other}")
    p.later = {
        "ell": lambda: log1p(small),
        "neg_log_s": lambda: -log(weight),
        "neg_log_1ms": lambda: -log(1 - weight),
    }
    if ratio is None:
        return p
    odds = (n - 1) * ratio
    if regime.id == "finite":
        p.later |= {"neg_log_t": lambda: -log(ratio), "log_partition": lambda: log1p(odds)}
    own = 1 / (1 + odds)
    logs = lru_cache(lambda: Logs(log1p(odds), -log(ratio), p.L))
    p.row = Row(own, odds * own, ratio * own, (1 - ratio) * own, logs)
    return p


def exact_place(regime: Regime, values: Values, digits: int) -> Place:
    """Return a point in mpmath numbers; ``n`` is one of the values where the chart has a row."""
    MP.dps = digits
    here = {name: number(value) for name, value in values.items()}
    n = here.pop("n") if regime.coordinates else None
    return Place(complete(regime, here, n, MP.one, MP))


def ranges_of(regime: Regime, assumptions: tuple[Assumption, ...]) -> dict[str, Assumption]:
    """Return the range of every variable: those assumed, and the chart's own."""
    return {a.name: a for a in regime.parameters} | {a.name: a for a in assumptions}


def candidates(a: Assumption) -> list[Fraction]:
    """Return values of a variable to try: near and at its ends, and between."""
    if a.low == a.high:
        return [a.low]
    if a.integer:
        return [v for v in (a.low + k for k in (0, 1, 2, 3, 5, 10, 1000)) if a.holds(v)]
    if a.high is None:
        steps = ("0", "1/1000000", "1/1000", "1/20", "1/4", "1/2", "1", "2", "5", "20", "1000")
        most = 10 if a.name == "delta" else None  # n^-1000 takes more digits than there are
        return [v for v in (a.low + Fraction(x) for x in steps) if a.holds(v) and (most is None or v < most)]
    near = ("0", "1/1000000", "1/1000", "1/20")
    shares = [*map(Fraction, near), *map(Fraction, ("1/4", "1/2", "2/3")), *(1 - Fraction(x) for x in reversed(near))]
    return [v for v in (a.low + x * (a.high - a.low) for x in shares) if a.holds(v)]


@dataclass(eq=False)
class Grid:
    """Many points of a domain, in float64: what a search looks through."""

    regime: Regime
    rows: Sequence[Values]
    place: Place
    columns: Mapping[str, Any]

    @classmethod
    def of(cls, regime: Regime, assumptions: tuple[Assumption, ...], valid_from: int) -> Grid:
        """Return the grid of a domain: every combination of candidates, or a fixed choice where they are too many."""
        lists = {name: candidates(a) for name, a in ranges_of(regime, assumptions).items()}
        if regime.coordinates:
            lists["n"] = [Fraction(valid_from + k) for k in LENGTHS]
        if prod(map(len, lists.values())) <= MOST_POINTS:
            rows = [dict(zip(lists, row, strict=True)) for row in product(*lists.values())]
        else:
            draw = Random(20)
            ends = [(c[0], c[-1]) for c in lists.values()]
            corners = [tuple(draw.choice(pair) for pair in ends) for _ in range(MOST_POINTS // 4)]
            others = [tuple(draw.choice(c) for c in lists.values()) for _ in range(MOST_POINTS - len(corners))]
            rows = [dict(zip(lists, row, strict=True)) for row in (*corners, *others)]
        columns = {name: np.array([float(row[name]) for row in rows]) for name in lists}
        with np.errstate(all="ignore"):
            values = dict(columns)
            n = values.pop("n") if regime.coordinates else None
            point = complete(regime, values, n, np.ones(len(rows)), np)
        return cls(regime, rows, Place(point), columns)

    def proposals(self, score: Callable[[Place], Any], least: float) -> Iterator[Values]:
        """Yield the points of the highest scores above ``least``."""
        with np.errstate(all="ignore"):
            scores = np.broadcast_to(np.asarray(score(self.place), dtype=float), (len(self.rows),))
        scores = np.where(np.isfinite(scores), scores, -np.inf)
        for index in np.argsort(-scores, kind="stable")[:TRIED]:
            if scores[index] > least:
                yield self.rows[int(index)]


@lru_cache(maxsize=64)
def grid(regime: Regime, assumptions: tuple[Assumption, ...], valid_from: int) -> Grid:
    """Return the grid of a domain, made once."""
    return Grid.of(regime, assumptions, valid_from)


def rate_at(rate: Growth, p: Any, exp: Callable[[Any], Any]) -> Any:
    """Return n^-e (log n)^k at a point of numbers."""
    exponent = Fraction(rate.constant), Fraction(rate.slope)
    e = exponent[0].numerator * p.one / exponent[0].denominator
    if exponent[1]:
        e = e + exponent[1].numerator * p.one / exponent[1].denominator * p.delta
    return exp(-e * p.L) * p.L**rate.logs


def digits_at(k: int) -> int:
    """Return the digits to compute with at n = 10^k: a difference of n^-5 is seen in half of them."""
    return 60 + 12 * k


def stable(first: Any, again: Any) -> bool:
    """Tell whether a number is the same at twice the digits; what is left of a cancellation is not."""
    return bool(abs(first - again) <= MP.mpf(10) ** -10 * abs(again))


@dataclass(eq=False)
class Path:
    """Points along n = 10^10 .. 10^80, in mpmath: one point of the parameters, or one that runs to an edge."""

    regime: Regime
    rows: Sequence[Values]
    places: list[Place]

    @classmethod
    def along(cls, regime: Regime, values: Callable[[int], Values]) -> Path | None:
        """Return the path of the parameters ``values(k)`` at n = 10^k; None where the chart has no such point."""
        rows = [{**values(k), "n": Fraction(10**k)} for k in EXPONENTS]
        try:
            places = [exact_place(regime, row, digits_at(k)) for row, k in zip(rows, EXPONENTS, strict=True)]
        except (ZeroDivisionError, ValueError):
            return None
        return cls(regime, rows, places)

    def steps(self, difference: Callable[[Place], Any], rate: Growth) -> list[Any] | None:
        """Return |difference|/rate along n; None where it is undefined, or 0 as far as the digits reach."""
        result = []
        for place, k in zip(self.places, EXPONENTS, strict=True):
            MP.dps = digits_at(k)
            size = abs(difference(place))
            if not (MP.isfinite(size) and size > MP.mpf(10) ** (-MP.dps // 2)):
                return None
            result.append(size / rate_at(rate, place.point, MP.exp))
        again = exact_place(self.regime, self.rows[0], 2 * digits_at(EXPONENTS[0]))
        return result if stable(result[0], abs(difference(again)) / rate_at(rate, again.point, MP.exp)) else None


class Span(NamedTuple):
    """Where a variable of an expansion is looked at."""

    assumption: Assumption
    low: Fraction
    high: Fraction | None

    @property
    def width(self) -> Fraction:
        """How far from the low end typical values lie."""
        return Fraction(2) if self.high is None else self.high - self.low

    @property
    def varies(self) -> bool:
        """Whether the variable can run to an end."""
        return not self.assumption.integer and self.low != self.high


def spans(regime: Regime, assumptions: tuple[Assumption, ...], stratum: Stratum | None) -> dict[str, Span]:
    """Return where each variable is looked at; the depth, in the stratum."""
    result = {name: Span(a, a.low, a.high) for name, a in ranges_of(regime, assumptions).items()}
    if stratum is not None and "delta" in result:
        result["delta"] = Span(result["delta"].assumption, stratum.low, stratum.high)
    return result


@lru_cache(maxsize=64)
def paths(regime: Regime, assumptions: tuple[Assumption, ...], stratum: Stratum | None) -> tuple[Path, ...]:
    """Return paths at typical points of the parameters, and at closed ends."""
    lists: dict[str, list[Fraction]] = {}
    ends: list[tuple[str, Fraction]] = []
    for name, span in spans(regime, assumptions, stratum).items():
        a = span.assumption
        usual = [span.low + span.width * Fraction(x) for x in SHARES] if span.varies else [span.low]
        lists[name] = [v for v in usual if a.holds(v)]
        ends += [(name, v) for v in (a.low, a.high) if v is not None and a.fixed is None and a.holds(v)]
    if not all(lists.values()):
        return ()  # a stratum outside the range
    draw = Random(5)
    rows = [{name: c[k % len(c)] for name, c in lists.items()} for k in range(len(SHARES))]
    rows += [{name: draw.choice(c) for name, c in lists.items()} for _ in range(2)]
    rows += [{**row, name: v} for name, v in ends for row in rows[:2]]
    distinct = [dict(items) for items in dict.fromkeys(tuple(row.items()) for row in rows)]
    return tuple(path for row in distinct if (path := Path.along(regime, partial(_fixed, row))))


def _fixed(values: Values, k: int) -> Values:
    """Return the parameters, whatever n is."""
    return values


@lru_cache(maxsize=16)
def edges(regime: Regime, assumptions: tuple[Assumption, ...], stratum: Stratum | None) -> tuple[Path, ...]:
    """Return paths on which one parameter runs to an end of its range, like 1/n or like 1/log n, the others fixed."""
    found = spans(regime, assumptions, stratum)
    middle = {name: span.low + span.width * Fraction(3, 11) * span.varies for name, span in found.items()}
    result = []
    for name, span in found.items():
        for run in _runs(span.low, span.high) if span.varies else ():
            path = Path.along(regime, partial(_running, middle, name, run))
            result += [path] if path is not None else []
    return tuple(result)


def _running(values: Values, name: str, run: Callable[[int], Fraction], k: int) -> Values:
    return {**values, name: run(k)}


def _runs(low: Fraction, high: Fraction | None) -> tuple[Callable[[int], Fraction], ...]:
    """Return how a parameter runs to an end of its range at n = 10^k: like 1/log n, and like 1/n."""
    if high is None:
        return (
            lambda k: low + Fraction(1, k),
            lambda k: low + Fraction(1, 10**k),
            lambda k: low + k,
            lambda k: low + 10**k,
        )
    width = high - low
    return (
        lambda k: low + width / (2 * k),
        lambda k: low + width / 10**k,
        lambda k: high - width / (2 * k),
        lambda k: high - width / 10**k,
    )


def shown(values: Values) -> str:
    """Return a point as text."""
    return ", ".join(f"{name} = {value}" for name, value in values.items())
