"""Random bounds, identities and monotone quantities whose truth is known by construction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from random import Random
from typing import Any, Literal, NamedTuple, TypeAlias

from critscale.proofs.kinds import Bound, Identity, Monotone
from critscale.proofs.kinds.statement import Statement
from critscale.theory.assumptions import CORRELATION, WEIGHT_RATIO, WINDOW_WEIGHT, Assumption
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .formulas import narrowed
from .generators import a_range, a_ring, factored, fraction, inside, name_of, of_ends, rational, sparse

Form: TypeAlias = Callable[[Point], Any]
Truth: TypeAlias = Literal["true", "false", "undefined"]
DIRECTIONS: tuple[Literal["increasing", "decreasing"], ...] = ("increasing", "decreasing")
WITH_ROW = (CRITICAL, FINITE, WINDOW, SUBCRITICAL, SUPERCRITICAL)
OF_LENGTH = (LENGTHS, CRITICAL, FINITE, WINDOW)
"""Charts whose one small coordinate is h = 1/n."""


class Made(NamedTuple):
    """A statement and its assumptions, whether it is true, false or undefined somewhere, and how to show it."""

    statement: Statement
    assumptions: tuple[Assumption, ...]
    truth: Truth
    shown: str


def said(holds: bool) -> Truth:
    """Return a truth as a word."""
    return "true" if holds else "false"


def little(rng: Random) -> Fraction:
    """Return by how much a false statement fails: not so little that no search can be asked to see it."""
    return Fraction(1, 10 ** rng.randint(0, 4))


def number(value: Fraction, p: Point) -> Any:
    """Return an exact number in the field of a point."""
    return p.one * value.numerator / value.denominator


def form(poly: Any) -> Form:
    """Return a polynomial as a function of a point of any field."""
    names = poly.ring.names
    terms = [(Fraction(int(c.numerator), int(c.denominator)), m) for m, c in poly.terms()]

    def value(p: Point) -> Any:
        total = 0 * p.one
        for coefficient, monomial in terms:
            term = number(coefficient, p)
            for name, power in zip(names, monomial, strict=True):
                for _ in range(power):
                    term = term * getattr(p, name)
            total = total + term
        return total

    return value


def between(rng: Random, difference: Any, ranges: dict[str, Assumption], holds: bool) -> Made:
    """Return 0 <= difference with something added to both sides, both perhaps over a positive denominator."""
    space = difference.ring
    added, below = sparse(rng, space, 2, 2), space.one
    if rng.random() < 0.4:
        below += of_ends(rng, space, ranges, 2)
    lower, upper, bottom = form(added), form(added + difference), form(below)
    statement = Bound(regime=FREE, lower=lambda p: lower(p) / bottom(p), upper=lambda p: upper(p) / bottom(p))
    return Made(statement, tuple(ranges.values()), said(holds), f"{factored(difference)} / ({below}) >= 0")


def least_square(rng: Random) -> Made:
    """State that a square is at least its least value on the range, or a little more or less."""
    x = a_ring("x").gens[0]
    a, centre, weight = a_range(rng, "x"), fraction(rng, -3, 4), fraction(rng, 1, 3)
    nearest = max(a.low, centre) if a.high is None else min(max(a.low, centre), a.high)
    excess = rng.choice((-1, 0, 1, 1)) * little(rng)
    floor = weight * (nearest - centre) ** 2 + excess
    difference = rational(weight) * (x - rational(centre)) ** 2 - rational(floor)
    return between(rng, difference, {"x": a}, excess <= 0)


def zero_inside(rng: Random) -> Made:
    """State it of squares that vanish together at one point of the domain, or that dip below it there."""
    ranges = {name: a_range(rng, name) for name in "xy"[: rng.randint(1, 2)]}
    space = a_ring(tuple(ranges))
    dip = rng.choice((Fraction(0), little(rng)))
    difference = space(-rational(dip))
    for gen in space.gens:
        square = (gen - rational(inside(rng, ranges[name_of(gen)]))) ** (2 * rng.randint(1, 2))
        difference += (1 + of_ends(rng, space, ranges, 1)) * square
    return between(rng, difference, ranges, dip == 0)


def beside_positive(rng: Random) -> Made:
    """State it of a narrow dip times what is positive, though not by its coefficients."""
    ranges = {name: a_range(rng, name, unbounded=0) for name in "xy"}
    space = a_ring(tuple(ranges))
    dip = rng.choice((Fraction(0), Fraction(1, 10 ** rng.randint(6, 12))))
    difference = space(-rational(dip))
    positive = space(rational(Fraction(1, rng.randint(10, 100))))
    for gen in space.gens:
        difference += (gen - rational(inside(rng, ranges[name_of(gen)]))) ** 2
        positive += (gen - rational(inside(rng, ranges[name_of(gen)]))) ** (2 * rng.randint(1, 2))
    return between(rng, difference * positive, ranges, dip == 0)


def pair(rng: Random) -> Made:
    """State that x^2 + y^2 >= 2 x y, or a little more than that."""
    a = a_range(rng, "x", lowest=0)
    x, y = a_ring("xy").gens
    excess = rng.choice((-1, 0, 1)) * little(rng)
    difference = x**2 + y**2 - 2 * rational(1 + excess) * x * y
    return between(rng, difference, {"x": a, "y": replace(a, name="y")}, excess <= 0)


def far_out(rng: Random) -> Made:
    """State it of what falls below 0 only far out, if the range goes so far."""
    a = a_range(rng, "x", lowest=0, unbounded=0.6)
    x = a_ring("x").gens[0]
    height, slope, power = fraction(rng, 1, 100), little(rng), rng.randint(1, 2)
    holds = a.high is not None and height >= slope * a.high**power
    return between(rng, rational(height) - rational(slope) * x**power, {"x": a}, holds)


def on_integers(rng: Random) -> Made:
    """State (k - i)(k - i - 1) >= 0, which holds at every integer, or (k - i)(k - i - 2) >= 0, at all but one."""
    root, gap, high = rng.randint(0, 8), rng.randint(1, 2), rng.choice((None, Fraction(rng.randint(2, 10))))
    k = Assumption(name="k", meaning="an integer", low=Fraction(0), high=high, integer=True)
    x = a_ring("k").gens[0]
    holds = gap == 1 or not k.holds(root + 1)
    return between(rng, (x - root) * (x - root - gap), {"k": k}, holds)


def at_lengths(rng: Random) -> Made:
    """State (1/n - 1/k)(1/n - 1/(k + 1)) >= 0, which holds at every n, or with k + 2, at all but one."""
    regime, k, gap, first = rng.choice(OF_LENGTH), rng.randint(2, 12), rng.randint(1, 2), rng.choice((2, 2, 5, 14))
    statement = Bound(
        regime=regime,
        lower=lambda p: 0 * p.one,
        upper=lambda p: (p.h - p.one / k) * (p.h - p.one / (k + gap)),
        valid_from=first,
    )
    shown = f"{regime.id}: (h - 1/{k})(h - 1/{k + gap}) >= 0 for n >= {first}"
    return Made(statement, (CORRELATION,), said(gap == 1 or first > k + 1), shown)


def self_weight(rng: Random) -> Made:
    """State that a >= c/n: the best constant is attained at the least n and the largest t."""
    t = rng.choice((WEIGHT_RATIO, narrowed(rng, WEIGHT_RATIO)))
    assert t.high is not None
    first = rng.choice((2, 3, 10))
    excess = rng.choice((0, 1, -1)) * little(rng)
    constant = 1 / (t.high + (1 - t.high) / first) + excess
    statement = Bound(
        regime=FINITE,
        lower=lambda p: number(constant, p) * p.h,
        upper=lambda p: p.row.self_weight,
        valid_from=first,
    )
    return Made(statement, (CORRELATION, t), said(excess <= 0), f"a >= {constant}/n for n >= {first}")


def pole_in_bound(rng: Random) -> Made:
    """State that 1/(x - c)^2 >= 0, where c may lie in the domain."""
    a = a_range(rng, "x")
    pole = rng.choice((inside(rng, a), a.low, a.low - 1))
    statement = Bound(regime=FREE, lower=lambda p: 0 * p.one, upper=lambda p: 1 / (p.x - number(pole, p)) ** 2)
    return Made(statement, (a,), "undefined" if a.holds(pole) else "true", f"1/(x - {pole})^2 >= 0")


def expanded_product(rng: Random) -> Made:
    """State what a product multiplies out to, or that and a little that vanishes at simple points."""
    ranges = {name: a_range(rng, name) for name in "xy"[: rng.randint(1, 2)]}
    space = a_ring(tuple(ranges))
    factors = [sparse(rng, space, 3, 2) for _ in range(2)]
    error = space.zero
    if rng.random() < 0.5:
        error = rational(little(rng)) * rng.choice(space.gens) ** rng.randint(0, 2)
        for root in rng.sample((0, 1, 2), 2):
            error *= rng.choice(space.gens) - root
    left, right, over = form(factors[0]), form(factors[1]), form(factors[0] * factors[1] + error)
    statement = Identity(regime=FREE, left=lambda p: left(p) * right(p), right=over)
    return Made(statement, tuple(ranges.values()), said(not error), f"0 = {error}")


def falling(rng: Random) -> Made:
    """State that k (k - 1) ... (k - m) = 0 on 0, 1, ..., and perhaps on one integer too many."""
    last, more = rng.randint(1, 5), rng.randint(-1, 1)
    k = Assumption(name="k", meaning="an integer", low=Fraction(0), high=Fraction(last + more), integer=True)

    def left(p: Point) -> Any:
        product = p.one
        for j in range(last + 1):
            product = product * (p.k - j)
        return product

    statement = Identity(regime=FREE, left=left, right=lambda p: 0 * p.one)
    return Made(statement, (k,), said(more < 1), f"k(k - 1)...(k - {last}) = 0 for k <= {last + more}")


def of_row(rng: Random) -> Made:
    """State that the weights of a row add up to 1, or to 1 and a little of high order."""
    regime, power = rng.choice(WITH_ROW), rng.randint(1, 6)
    error = rng.choice((Fraction(0), little(rng)))
    statement = Identity(
        regime=regime,
        left=lambda p: p.row.self_weight * p.h + p.row.other_weight * (1 - p.h),
        right=lambda p: p.h + number(error, p) * p.h**power,
    )
    return Made(statement, (CORRELATION,), said(error == 0), f"{regime.id}: a h + b (1 - h) = h + {error} h^{power}")


def cancelled(rng: Random) -> Made:
    """State that (x^2 - c^2)/(x - c) = x + c, where x = c may lie in the domain."""
    a = a_range(rng, "x")
    pole = rng.choice((inside(rng, a), a.low, a.low - 1))
    statement = Identity(
        regime=FREE,
        left=lambda p: (p.x**2 - number(pole**2, p)) / (p.x - number(pole, p)),
        right=lambda p: p.x + number(pole, p),
    )
    return Made(statement, (a,), "undefined" if a.holds(pole) else "true", f"x + {pole}, divided by x - {pole}")


def critical_point(rng: Random) -> Made:
    """State it of a power of x - c, which turns at c if it is even: at an end, near one, inside or outside."""
    a, y = a_range(rng, "x"), a_range(rng, "y", lowest=0)
    width = Fraction(2) if a.high is None else a.high - a.low
    turn = a.low + width * rng.choice((Fraction(0), Fraction(1, 50), Fraction(1, 10), Fraction(1, 2), Fraction(-1)))
    if a.high is not None and rng.random() < 0.5:
        turn = a.low + a.high - turn
    power, side = rng.randint(1, 4), rng.choice((-1, 1))
    direction = rng.choice(DIRECTIONS)
    odd = power % 2 == 1
    rises = odd or turn <= a.low
    falls = not odd and a.high is not None and turn >= a.high
    if side < 0:
        rises, falls = falls, rises
    statement = Monotone(
        regime=FREE,
        quantity=lambda p: side * (1 + p.y) * (p.x - number(turn, p)) ** power,
        variable="x",
        direction=direction,
    )
    holds = rises if direction == "increasing" else falls
    return Made(statement, (a, y), said(holds), f"{side} (1 + y) (x - {turn})^{power} is {direction}")


def pole_in_monotone(rng: Random) -> Made:
    """State it of 1/(x - c)^j, whose pole may lie in the domain."""
    a, power = a_range(rng, "x"), rng.randint(1, 2)
    pole = rng.choice((inside(rng, a), a.low, a.low - 1, inside(rng, a) if a.high is None else a.high + 1))
    direction = rng.choice(DIRECTIONS)
    inside_open = a.low < pole and (a.high is None or pole < a.high)
    truth: Truth = said((direction == "decreasing") == (power == 1 or pole <= a.low))
    statement = Monotone(
        regime=FREE, quantity=lambda p: 1 / (p.x - number(pole, p)) ** power, variable="x", direction=direction
    )
    truth = "undefined" if inside_open or a.holds(pole) else truth
    return Made(statement, (a,), truth, f"1/(x - {pole})^{power} is {direction}")


def with_its_logarithm(rng: Random) -> Made:
    """State it of x - c log x, whose logarithm is a generator of the chart: it turns at x = c."""
    regime, whole, logarithm = rng.choice(((FINITE, WEIGHT_RATIO, "neg_log_t"), (WINDOW, WINDOW_WEIGHT, "neg_log_s")))
    a = rng.choice((whole, narrowed(rng, whole)))
    assert a.high is not None
    share = rng.choice((Fraction(-1), Fraction(0), Fraction(1, 10**9), Fraction(1, 20), Fraction(1, 2), Fraction(1)))
    turn = a.low + share * (a.high - a.low)
    direction = rng.choice(DIRECTIONS)
    holds = turn <= a.low if direction == "increasing" else turn >= a.high
    statement = Monotone(
        regime=regime,
        quantity=lambda p: getattr(p, a.name) + number(turn, p) * getattr(p, logarithm),
        variable=a.name,
        direction=direction,
    )
    return Made(statement, (CORRELATION, a), said(holds), f"{a.name} - {turn} log {a.name} is {direction}")


def with_its_power(rng: Random) -> Made:
    """State it of delta + c n^-delta, which rises for c <= 0, and else falls where delta is small and n large."""
    factor = rng.choice((Fraction(-1), Fraction(0), Fraction(1, 10**4), Fraction(1), Fraction(10)))
    direction = rng.choice(DIRECTIONS)
    statement = Monotone(
        regime=SUBCRITICAL, quantity=lambda p: p.delta + number(factor, p) * p.u, variable="delta", direction=direction
    )
    holds = direction == "increasing" and factor <= 0
    return Made(statement, (CORRELATION,), said(holds), f"delta + {factor} n^-delta is {direction}")


KINDS: dict[str, tuple[Callable[[Random], Made], ...]] = {
    "bound": (
        least_square,
        zero_inside,
        beside_positive,
        pair,
        far_out,
        on_integers,
        at_lengths,
        self_weight,
        pole_in_bound,
    ),
    "identity": (expanded_product, falling, of_row, cancelled),
    "monotone": (critical_point, pole_in_monotone, with_its_logarithm, with_its_power),
}
