"""What is done to a claim to make it false: changes of a side, of an error, of a domain, of the chart.

Each change is listed once with its name; which claims it falsifies is found by `falsify`, not written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from critscale.numerics.numbers.precision import precision
from critscale.proofs.claim import Claim
from critscale.proofs.kinds import (
    Agreement,
    BigO,
    Bound,
    Computed,
    Expansion,
    Identity,
    LittleO,
    Monotone,
    OnTokens,
    Within,
)
from critscale.proofs.kinds.statement import Statement
from critscale.proofs.library import package_claims
from critscale.theory.assumptions import CORRELATION, RESIDUAL, Assumption
from critscale.theory.growth import Growth, Stratum
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .witness import Changed, Formula

Assumptions = tuple[Assumption, ...]
Change = Callable[[Any, Any], Any]
Found = Iterator[tuple[str, Statement, Assumptions]]

CHARTS = (SUBCRITICAL, CRITICAL, WINDOW, SUPERCRITICAL, FINITE)
NO_RATE = Growth(Fraction(0))
INVERSE_N = Growth(Fraction(1))


def _times(top: int, bottom: int = 1) -> Change:
    return lambda x, p: x * top / bottom


def _plus(top: int, bottom: int) -> Change:
    return lambda x, p: x + top * p.one / bottom


SCALED: Mapping[str, Change] = {
    "times 1 + 1/10^9": _times(10**9 + 1, 10**9),
    "times 10001/10000": _times(10001, 10000),
    "times 11/10": _times(11, 10),
    "doubled": _times(2),
}
LOWERED: Mapping[str, Change] = {
    "over 1 + 1/10^9": _times(10**9, 10**9 + 1),
    "over 10001/10000": _times(10000, 10001),
    "over 11/10": _times(10, 11),
    "halved": _times(1, 2),
}
VALUES: Mapping[str, Change] = {
    "times 1 + 1/1000": _times(1001, 1000),
    "plus 1/1000": _plus(1, 1000),
    "minus 1/10^6": _plus(-1, 10**6),
    "negated": _times(-1),
    "squared": lambda x, p: x * x,
    "from 1": lambda x, p: 1 - x,
    "made 0": lambda x, p: 0 * p.one,
    "made 1": lambda x, p: p.one,
}
NEXT_ORDER: Mapping[str, Change] = {
    "plus h": lambda x, p: x + p.h,
    "times 1 - h": lambda x, p: x * (1 - p.h),
    "plus h^2/1000": lambda x, p: x + p.h**2 / 1000,
}
EQUAL: Mapping[str, Change] = {
    "times 1 + 1/10^6": _times(10**6 + 1, 10**6),
    "plus 1/10^9": _plus(1, 10**9),
    "negated": _times(-1),
    "squared": lambda x, p: x * x,
    "from 1": lambda x, p: 1 - x,
}
FASTER = {
    "n^-1/4": Growth(Fraction(1, 4)),
    "n^-1/2": Growth(Fraction(1, 2)),
    "1/n": INVERSE_N,
    "1/log n": Growth(Fraction(0), Fraction(0), -1),
}
CONSTANTS = ("999999999/1000000000", "999/1000", "9/10", "2/3", "1/2", "1/10")


def changes(claim: Claim) -> Found:
    """Yield the mutations of a claim: a name, a statement, assumptions."""
    s, given = claim.statement, claim.assumptions
    match s:
        case Identity():
            yield from ((name, found, given) for name, found in _identities(s))
        case Bound():
            yield from ((name, found, given) for name, found in _bounds(s))
        case Expansion():
            yield from ((name, found, given) for name, found in _expansions(s, claim.id))
        case Monotone():
            yield from ((name, found, given) for name, found in _monotone(s))
        case Computed():
            yield from ((name, found, given) for name, found in _computed(s))
        case OnTokens():
            yield "sides swapped", OnTokens(lower=s.upper, upper=s.lower), given
            yield "upper over 1000", replace(s, upper=lambda t: s.upper(t) / 1000), given
        case Agreement():
            yield "off by 10^-12", Agreement(quantity=s.quantity, perturbation=Fraction(1, 10**12)), given
            yield "off by -10^-40", Agreement(quantity=s.quantity, perturbation=Fraction(-1, 10**40)), given
    if isinstance(s, Identity | Bound | Expansion | Monotone):
        yield from ((name, s, wider) for name, wider in _domains(s, given))
        yield from ((f"in the chart {g.id}", replace(s, regime=g), given) for g in _other_charts(s))


def _identities(s: Identity) -> Iterator[tuple[str, Statement]]:
    for name, change in EQUAL.items():
        yield f"right {name}", replace(s, right=Changed(s.right, change))
    if s.regime is not FREE:
        yield "left plus h^3", replace(s, left=Changed(s.left, lambda x, p: x + p.h**3))
        yield "left times 1 + h^9", replace(s, left=Changed(s.left, lambda x, p: x * (1 + p.h**9)))
    below, above = Changed(s.right, _times(999, 1000)), Changed(s.right, _times(1001, 1000))
    yield "a bound by right times 999/1000", Bound(regime=s.regime, lower=s.left, upper=below)
    yield "a bound by right times 1001/1000", Bound(regime=s.regime, lower=above, upper=s.left)
    if s.regime not in (FREE, FINITE):
        limit = Expansion(regime=s.regime, quantity=s.left, value=above)
        yield "a limit times 1001/1000", limit
        yield "a ratio of limit 1001/1000", replace(limit, quantity=above, value=s.left, ratio=True)
        beside = Changed(s.right, lambda x, p: x + p.h)
        yield "beside h up to O(n^-2)", replace(limit, value=beside, error=BigO(Growth(Fraction(2))))


def _bounds(s: Bound) -> Iterator[tuple[str, Statement]]:
    yield "turned round", replace(s, lower=s.upper, upper=s.lower)
    yield "made an identity", Identity(regime=s.regime, left=s.lower, right=s.upper)
    for name, change in SCALED.items():
        yield f"lower {name}", replace(s, lower=Changed(s.lower, change))
    for name, change in LOWERED.items():
        yield f"upper {name}", replace(s, upper=Changed(s.upper, change))
    yield "lower plus 1/1000", replace(s, lower=Changed(s.lower, _plus(1, 1000)))
    yield "upper minus 1/10^6", replace(s, upper=Changed(s.upper, _plus(-1, 10**6)))
    yield "upper minus 1/10^9", replace(s, upper=Changed(s.upper, _plus(-1, 10**9)))
    yield "upper negated", replace(s, upper=Changed(s.upper, _times(-1)))
    yield "lower squared", replace(s, lower=Changed(s.lower, lambda x, p: x * x))
    yield "upper squared", replace(s, upper=Changed(s.upper, lambda x, p: x * x))
    if s.regime is not FREE:
        yield "upper minus h^3", replace(s, upper=Changed(s.upper, lambda x, p: x - p.h**3))
        yield "lower times 1 + h", replace(s, lower=Changed(s.lower, lambda x, p: x * (1 + p.h)))
    if s.valid_from > 2:
        yield "from n = 2", replace(s, valid_from=2)


def _expansions(s: Expansion, own: str) -> Iterator[tuple[str, Statement]]:
    for name, change in {**VALUES, **NEXT_ORDER}.items():
        yield f"value {name}", replace(s, value=Changed(s.value, change))
    yield "quantity times 1 + 1/1000", replace(s, quantity=Changed(s.quantity, _times(1001, 1000)))
    yield "the difference" if s.ratio else "the ratio", replace(s, ratio=not s.ratio)
    yield from ((name, replace(s, error=error)) for name, error in _errors(s.error))
    if not isinstance(s.error, Within):
        yield "uniformly", replace(s, error=replace(s.error, uniform=True))
    if s.stratum is not None:
        yield "on every stratum", replace(s, stratum=None)
        half = Fraction(1, 2)
        for part in (Stratum(Fraction(0), half), Stratum(half, half), Stratum(half, Fraction(1))):
            if part != s.stratum:
                yield f"where {part}", replace(s, stratum=part)
    for other in package_claims():
        there = other.statement
        related = other.id != own and other.id.rpartition(".")[0] == own.rpartition(".")[0]
        if related and isinstance(there, Expansion) and there.regime is not s.regime:
            yield f"value of {other.id}", replace(s, value=there.value)


def _errors(error: LittleO | BigO | Within) -> Iterator[tuple[str, BigO | Within]]:
    match error:
        case LittleO():
            for k in (Fraction(1, 4), Fraction(2), Fraction(10)):
                yield f"O(n^-{k})", BigO(Growth(k))
            yield "O(1/log n^2)", BigO(Growth(Fraction(0), Fraction(0), -2))
            yield "within 1/1000 from n = 2", Within(Fraction(1, 1000), NO_RATE)
            yield "within 1/n from n = 2", Within(Fraction(1), INVERSE_N)
        case BigO(rate=rate):
            for name, factor in FASTER.items():
                yield f"faster by {name}", BigO(rate * factor)
            yield "O(n^-10)", BigO(Growth(Fraction(10)))
            yield "within rate/10^6", Within(Fraction(1, 10**6), rate)
        case Within(constant=constant, rate=rate, valid_from=first):
            for share in CONSTANTS:
                yield f"constant times {share}", Within(constant * Fraction(share), rate, first)
            for name, factor in FASTER.items():
                yield f"faster by {name}", Within(constant, rate * factor, first)
            yield "O(n^-10)", BigO(Growth(Fraction(10)))
            if first > 2:
                yield "from n = 2", Within(constant, rate, 2)


def _monotone(s: Monotone) -> Iterator[tuple[str, Statement]]:
    upward = s.direction == "increasing"
    against = -1 if upward else 1
    yield "the other direction", replace(s, direction="decreasing" if upward else "increasing")
    name = s.variable
    slopes: Mapping[str, Change] = {
        "negated": _times(-1),
        "inverted": lambda x, p: 1 / (1 + x),
        "squared from 1/2": lambda x, p: (2 * x - 1) ** 2,
        "times its complement": lambda x, p: x * (1 - x),
        "against a slope of 1/1000": lambda x, p: x + against * getattr(p, name) / 1000,
        "against a slope of 100": lambda x, p: x + against * 100 * getattr(p, name),
        "against a pole": lambda x, p: x + 1 / (3 * getattr(p, name) - p.one),
    }
    for text, change in slopes.items():
        yield text, replace(s, quantity=Changed(s.quantity, change))


@lru_cache(maxsize=256)
def _once(formula: Formula) -> Formula:
    """Return a side of a computed statement that remembers: some take a second."""
    known: dict[Any, Any] = {}

    def side(p: Any) -> Any:
        key = tuple(sorted((name, str(value)) for name, value in vars(p).items())), precision()
        if key not in known:
            known[key] = formula(p)
        return known[key]

    return side


def _computed(s: Computed) -> Iterator[tuple[str, Statement]]:
    s = replace(s, left=_once(s.left), right=_once(s.right))
    for text, change in {"1001/1000": _times(1001, 1000), "3/2": _times(3, 2), "-1": _times(-1)}.items():
        yield f"left times {text}", replace(s, left=Changed(s.left, change))
        yield f"right times {text}", replace(s, right=Changed(s.right, change))
    if s.tolerance is None:
        yield "sides swapped", replace(s, left=s.right, right=s.left)
        yield "within 1/1000", replace(s, tolerance=lambda p: Fraction(1, 1000))
    else:
        yield "tolerance over 10^6", replace(s, tolerance=Changed(s.tolerance, _times(1, 10**6)))
        yield "tolerance negated", replace(s, tolerance=Changed(s.tolerance, _times(-1)))
        yield "right is larger", replace(s, left=Changed(s.right, _times(1001, 1000)), right=s.left, tolerance=None)


def _domains(s: Identity | Bound | Expansion | Monotone, given: Assumptions) -> Iterator[tuple[str, Assumptions]]:
    own = {a.name for a in s.regime.parameters}
    for a in given:
        with_range = partial(_other_range, given, a.name)
        if a.name == "r" and a.fixed is not None:
            yield "r opened", with_range(low=RESIDUAL.low, high=RESIDUAL.high)
        elif a.name == "rho" and a.fixed is not None:
            yield "rho opened", with_range(low=CORRELATION.low, high=CORRELATION.high, high_open=True)
        elif a.name == "rho":
            yield "rho from 0", with_range(low_open=False)
            yield "rho from -1/2", with_range(low=Fraction(-1, 2))
        elif a.fixed is None and a.name not in own:
            width = Fraction(1) if a.high is None else a.high - a.low
            yield f"{a.name} from below", with_range(low=a.low - width)
            if a.high is not None:
                yield f"{a.name} up to more", with_range(high=a.high + width)
    if s.regime is SUBCRITICAL and not (isinstance(s, Expansion) and s.stratum is not None):
        closed = next(a for a in s.regime.parameters if a.name == "delta")
        yield "delta from 0", (*given, replace(closed, low_open=False))


def _other_range(given: Assumptions, name: str, **ends: Any) -> Assumptions:
    return tuple(replace(a, **ends) if a.name == name else a for a in given)


def _other_charts(s: Identity | Bound | Expansion | Monotone) -> Iterator[Any]:
    if s.regime in (FREE, LENGTHS):
        return
    for chart in CHARTS:
        if chart is not s.regime and not (isinstance(s, Expansion) and s.stratum and not chart.depth):
            yield chart
