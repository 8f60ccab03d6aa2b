"""Hostile statements in numbers of our own: mpmath, the softmax by its definition, and nothing of the prover.

What an entry says of its truth is looked at here: a false statement at the point it names, a true one at many points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

from mpmath.ctx_mp import MPContext

import critscale.numerics.answers.multiprecision  # noqa: F401  (exp and its like of mpmath numbers)
from critscale.proofs.kinds import BigO, Bound, Expansion, Identity, Monotone, Within
from critscale.theory.assumptions import Assumption
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.growth import Growth
from critscale.theory.layer.regimes import FREE, Regime

from .witness import complete

Charted = Identity | Expansion | Bound | Monotone
MP = MPContext()
BITS, MOST_BITS = 3_600, 12_000
"""At finite n, and along n = 10^k."""
MP.prec = BITS
SMALL = MP.ldexp(1, -BITS // 2)
"""Less than this is rounding: the numbers have twice as many bits."""
TO_INFINITY = (10, 60, 500)
"""Expansions are followed along n = 10^k for these k."""
FURTHER = (10**5, 10**6, 10**7)
"""Limits that wait for a logarithm are followed so far; a rate would meet rounding there."""


class NoValue(ArithmeticError):
    """A side has no finite real value at a point."""


def exact(given: Fraction | int | str) -> Fraction:
    """Return an exact number: an integer, a fraction, or text such as ``3/10^40``."""
    if not isinstance(given, str):
        return Fraction(given)
    top, _, bottom = given.partition("/")
    return Fraction(_power(top), _power(bottom or "1"))


def _power(text: str) -> int:
    base, _, exponent = text.partition("^")
    power: int = int(base) ** int(exponent or "1")
    return power


def number(given: Fraction | int) -> Any:
    """Return an exact number as an mpmath one."""
    given = Fraction(given)
    return MP.mpf(given.numerator) / given.denominator


def context_length(given: int | str) -> Any:
    """Return n, which may be as large as 10^(10^12)."""
    base, _, exponent = str(given).partition("^")
    return MP.mpf(int(base)) ** int(exponent or "1")


def point(regime: Regime, n: Any, values: Mapping[str, Any]) -> Any:
    """Return the point of a chart at context length n, with the attention row of a softmax."""
    numbers = {name: number(x) if isinstance(x, Fraction) else x for name, x in values.items()}
    return complete(regime, numbers, None if regime is FREE else n, MP.mpf(1), MP)


def value(formula: ChartFormula, regime: Regime, n: Any, values: Mapping[str, Any]) -> Any:
    """Return a side at a point of its own; twice, since a formula may change its mind."""
    try:
        for _ in range(2):
            result = formula(point(regime, n, values)) if callable(formula) else number(formula)
        result = MP.convert(result)
    except (ZeroDivisionError, ValueError, TypeError) as error:
        raise NoValue(str(error)) from error
    if isinstance(result, MP.mpc) or not MP.isfinite(result):
        raise NoValue(f"{result}")
    return result


def difference(statement: Expansion, n: Any, values: Mapping[str, Any]) -> Any:
    """Return what the error bounds."""
    quantity, limit = (value(f, statement.regime, n, values) for f in (statement.quantity, statement.value))
    if not statement.ratio:
        return quantity - limit
    if limit == 0:
        raise NoValue("a ratio to 0")
    return quantity / limit - 1


def size(rate: Growth, n: Any, values: Mapping[str, Any]) -> Any:
    """Return n^-e (log n)^k."""
    log_n = MP.log(n)
    exponent = number(rate.constant) + number(rate.slope) * MP.convert(values.get("delta", 0))
    return MP.exp(-exponent * log_n) * log_n**rate.logs


def excess(statement: Charted, n: Any, values: Mapping[str, Any]) -> Any:
    """Return by how much a statement at finite n is violated at a point; where it holds, at most 0.

    The variable of a monotone statement has two values.
    """
    regime = statement.regime
    if isinstance(statement, Identity):
        return abs(value(statement.left, regime, n, values) - value(statement.right, regime, n, values))
    if isinstance(statement, Bound):
        return value(statement.lower, regime, n, values) - value(statement.upper, regime, n, values)
    if isinstance(statement, Monotone):
        first, last = (value(statement.quantity, regime, *place) for place in _pair(statement, n, values))
        return first - last if statement.direction == "increasing" else last - first
    assert isinstance(statement.error, Within)
    return abs(difference(statement, n, values)) - number(statement.error.constant) * size(
        statement.error.rate, n, values
    )


def _pair(statement: Monotone, n: Any, values: Mapping[str, Any]) -> list[tuple[Any, Mapping[str, Any]]]:
    """Return the two ends of a step up in the variable of a monotone statement."""
    if statement.variable in ("n", "h"):
        return [(length, values) for length in sorted(n, reverse=statement.variable == "h")]
    ends = sorted(values[statement.variable])
    return [(n, {**values, statement.variable: end}) for end in ends]


def rescaled(statement: Expansion, along: Mapping[str, Any], exponents: tuple[int, ...]) -> list[Any]:
    """Return |difference|/rate along n = 10^k; a variable may be a function of n."""
    result = []
    rate = statement.error.rate if isinstance(statement.error, BigO) else Growth(Fraction(0))
    with MP.workprec(MOST_BITS):
        for exponent in exponents:
            n = MP.mpf(10) ** exponent
            here = {name: given(n) if callable(given) else given for name, given in along.items()}
            result.append(abs(difference(statement, n, here)) / size(rate, n, here))
    return result


def fails(statement: Charted, n: Any, values: Mapping[str, Any]) -> bool:
    """Tell whether a statement fails at a point, or along n at a point of the parameters."""
    if not isinstance(statement, Expansion) or isinstance(statement.error, Within):
        return bool(excess(statement, n, values) > SMALL)
    if isinstance(statement.error, BigO):
        first, _, third = rescaled(statement, values, TO_INFINITY)
        return bool(third > 2 * first > 0)
    return _stays(statement, values, TO_INFINITY) or _stays(statement, values, FURTHER)


def _stays(statement: Expansion, values: Mapping[str, Any], exponents: tuple[int, ...]) -> bool:
    _, second, third = rescaled(statement, values, exponents)
    return bool(third > MP.mpf(10) ** -6 and 2 * third > second)


def settles(statement: Expansion, values: Mapping[str, Any]) -> bool:
    """Tell whether a limit or an O looks true along n at a point of the parameters."""
    first, second, third = rescaled(statement, values, TO_INFINITY)
    if isinstance(statement.error, BigO):
        if third <= 2 * max(first, second) + SMALL:
            return True
        first, second, third = rescaled(statement, values, FURTHER)
        return bool(0 < third <= 2 * max(first, second))
    if 4 * third <= first + SMALL:
        return True
    first, second, third = rescaled(statement, values, FURTHER)
    return bool(4 * third <= first)


def domain(statement: Charted, assumptions: tuple[Assumption, ...]) -> tuple[Assumption, ...]:
    """Return the variables of a statement, the depth within its stratum."""
    variables = statement.regime.variables(assumptions)
    stratum = getattr(statement, "stratum", None)
    if stratum is None:
        return variables
    low, high = stratum.low, stratum.high
    depth = {a.name: a.at(low) if low == high else a.meet(a.between(low, high)) for a in variables if a.name == "delta"}
    return tuple(depth.get(a.name, a) for a in variables)


def places(a: Assumption) -> list[Fraction]:
    """Return values of a variable: its ends, values near them, and some between."""
    if a.integer:
        first = -(-a.low // 1) + (a.low_open and a.low.denominator == 1)
        found = [Fraction(first + k) for k in (0, 1, 2, 3, 4, 7, 1000, 777777)]
    elif a.high is None:
        found = [
            a.low + x
            for x in (Fraction(0), Fraction(1, 10**9), Fraction(1, 3), Fraction(1), Fraction(7, 2), Fraction(10**9))
        ]
    else:
        shares = (
            0,
            Fraction(1, 10**9),
            Fraction(1, 100),
            Fraction(1, 3),
            Fraction(1, 2),
            Fraction(7, 9),
            1 - Fraction(1, 10**9),
            1,
        )
        found = [a.low + x * (a.high - a.low) for x in shares]
    return [x for x in dict.fromkeys(found) if a.holds(x)]


def moderate(a: Assumption) -> list[Fraction]:
    """Return values of a variable at which a limit is seen by n = 10^1000: its closed ends and some between."""
    high = a.low + 3 if a.high is None else a.high
    found = [a.low + share * (high - a.low) for share in (0, Fraction(3, 10), Fraction(1, 2), Fraction(4, 5), 1)]
    return [x for x in dict.fromkeys(found) if a.holds(x)]


def points(statement: Charted, assumptions: tuple[Assumption, ...], count: int) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Yield points of the domain of a statement at finite n, pairs of values for the variable of a monotone one."""
    random = Random(11)
    least = getattr(statement, "valid_from", getattr(getattr(statement, "error", None), "valid_from", 2))
    first = [Fraction(least + k) for k in (0, 1, 2, 3, 5, 8, 53, 997)]
    lengths = [*map(number, first), MP.mpf(least) + 10**6, MP.mpf(10) ** 9 + least, MP.mpf(10) ** 43]
    variables = domain(statement, assumptions)
    ranges = [places(a) for a in variables]
    moves = statement.variable if isinstance(statement, Monotone) else ""
    for k in range(count):
        n: Any = lengths[k] if k < len(lengths) else random.choice(lengths)
        if moves == "h":
            n = random.sample(lengths, 2)
        drawn: dict[str, Any] = {}
        for a, found in zip(variables, ranges, strict=True):
            ends = random.sample(found, 2) if a.name == moves else [random.choice(found)]
            drawn[a.name] = ends if a.name == moves else ends[0]
        yield n, drawn


def grid(statement: Expansion, assumptions: tuple[Assumption, ...], most: int) -> Iterator[dict[str, Any]]:
    """Yield points of the parameters of an expansion."""
    variables = domain(statement, assumptions)
    every = list(product(*(moderate(a) for a in variables)))
    for chosen in every if len(every) <= most else Random(11).sample(every, most):
        yield {a.name: x for a, x in zip(variables, chosen, strict=True)}
