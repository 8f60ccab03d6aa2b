"""C5, C6: random tokens and levels of tokens: tails as integrals of the density, phases by looking at every level."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

from ..vocabulary import (
    A_DIGIT, CORRELATION, FREE, MARKS, THIRTY_DIGITS, Cases, Claim, Complex, Computed, Fraction, Identity, Point,
    Scalar, arb, assume, but, in_balls, integral, levels, marked, rational_ball, sphere,
)

HEIGHT = assume("e", "height of the cap", 0, 1)
HALF = (1, 2, 3, 4, 5)
"""(d - 1)/2 for odd d."""


def _power(factor: tuple[int, ...], k: int) -> list[int]:
    """Return the coefficients of a polynomial to a power, lowest first, by multiplying it out."""
    result = [1]
    for _ in range(k):
        longer = [0] * (len(result) + len(factor) - 1)
        for (i, x), (j, y) in product(enumerate(result), enumerate(factor)):
            longer[i + j] += x * y
        result = longer
    return result


def _area(k: int, low: Scalar, high: Scalar) -> Scalar:
    """Return the integral of (1 - t^2)^(k - 1) from low to high, term by term."""
    return sum(c * (high ** (j + 1) - low ** (j + 1)) / (j + 1) for j, c in enumerate(_power((1, 0, -1), k - 1)))


def _share(p: Point, k: int, low: int = -1) -> Scalar:
    one = 1 + 0 * p.e
    return _area(k, p.e, one) / _area(k, low * one, one)


def _volume(p: Point, k: int) -> Scalar:
    """Return half of the volume of a ball of radius sqrt(1 - e^2) in 2 k dimensions, in units of the unit ball's."""
    size = 1 + 0 * p.e
    for _ in range(k):
        size = size * (1 - p.e) * (1 + p.e)
    return size / 2


HEIGHTS: Cases = tuple(
    {"e": e, "k": k}
    for e in (Fraction(0), Fraction(1, 5), Fraction(2, 3))
    for k in (Fraction(3, 2), Fraction(2), Fraction(15, 2))
)


def _density(k: Fraction) -> Callable[[Complex], Complex]:
    """Return the density of the angle s between independent uniform vectors, sin(s)^(2 k - 1), up to a constant."""
    power = int(2 * k - 1)
    return lambda s: s.sin() ** power


def _tail(p: Point) -> arb:
    """Return the share of the angles up to arccos(e)."""
    reach, turn = rational_ball(p.e).acos(), arb(-1).acos()
    return integral(_density(p.k), arb(0), reach) / integral(_density(p.k), arb(0), turn)


ANGLE = assume("w", "tangent of half an angle: cos^2 = rho", 0, 1)
OVERLAP = assume("t", "<u_i, u_j>", 0, 1)


def _sides(p: Point) -> tuple[Scalar, Scalar]:
    """Return sqrt(rho) and sqrt(1 - rho), a cosine and a sine."""
    return (1 - p.w**2) / (1 + p.w**2), 2 * p.w / (1 + p.w**2)


def _around_mean(p: Point, mean: int = 1) -> Scalar:
    """Return <y_i, y_j>, y = sqrt(rho) e + sqrt(1 - rho) u, from the inner products of e, u_i and u_j."""
    along, across = _sides(p)
    first, second = (along, across, 0), (along, 0, across)
    gram = ((mean, 0, 0), (0, 1, p.t), (0, p.t, 1))
    return sum(first[k] * second[m] * gram[k][m] for k in range(3) for m in range(3))


GAMMA = assume("gamma", "coefficient of log n")
THETA = assume("share", "theta, the level has n^theta tokens", 0, 1)
LENGTH = assume("length", "log n", low_open=True)

EXAMPLES = (
    ((Fraction(1), Fraction(1, 10)), (Fraction(7, 10), Fraction(1, 2)), (Fraction(0), Fraction(1))),
    ((Fraction(1), Fraction(3, 10)), (Fraction(1, 10), Fraction(2, 5)), (Fraction(0), Fraction(1))),
    (
        (Fraction(1), Fraction(0)),
        (Fraction(9, 10), Fraction(1, 5)),
        (Fraction(9, 10), Fraction(1, 4)),
        (Fraction(3, 5), Fraction(1, 4)),
        (Fraction(1, 2), Fraction(7, 10)),
        (Fraction(0), Fraction(1)),
    ),
    ((Fraction(1, 2), Fraction(3, 10)), (Fraction(4, 5), Fraction(3, 10)), (Fraction(4, 5), Fraction(3, 10))),
    (
        (Fraction(1), Fraction(1, 5)),
        (Fraction(2, 3), Fraction(7, 15)),
        (Fraction(1, 3), Fraction(11, 15)),
        (Fraction(0), Fraction(1)),
    ),
)
"""Levels (theta, rho); in the last three lines meet in a point."""
PHASES: Cases = tuple({"example": k, "gamma": Fraction(g, 24)} for k in range(len(EXAMPLES)) for g in range(0, 97, 5))


def _levels(p: Point) -> tuple[levels.Level, ...]:
    return tuple(levels.Level(str(k), *level) for k, level in enumerate(EXAMPLES[int(p.example)]))


def _by_phase(p: Point) -> Fraction:
    """Return 1 + the exponent at gamma of the level whose phase gamma is in, of the later phase at a threshold."""
    found = [phase for phase in levels.phases(_levels(p)) if phase.low <= p.gamma]
    last = found[-1]
    if last.high is not None and p.gamma > last.high:
        raise ValueError("phases leave a gap")
    return Fraction(1 + last.level.theta + p.gamma * last.level.rho)


def _heaviest(p: Point, theta: int = 1) -> Fraction:
    """Return 1 + the largest exponent at gamma of all levels."""
    return Fraction(1 + max(theta * share + p.gamma * rho for share, rho in EXAMPLES[int(p.example)]))


def _largest_below(p: Point) -> Fraction:
    """Return 1 + where phases end, the last threshold."""
    return 1 + max(phase.low for phase in levels.phases(_levels(p)))


def _last_change(p: Point, rank: int = -1) -> Fraction:
    """Return 1 + the largest gamma at which two levels are the heaviest together, among all pairs."""
    entries = EXAMPLES[int(p.example)]
    found = {Fraction(0)}
    for (a, x), (b, y) in product(entries, entries):
        if x != y:
            gamma = -(a - b) / (x - y)
            if gamma >= 0 and a + gamma * x == max(c + gamma * z for c, z in entries):
                found.add(gamma)
    return 1 + sorted(found)[rank]


CROSSINGS: Cases = tuple(
    {"a": a, "b": b, "x": x, "y": y}
    for (a, b) in ((Fraction(1), Fraction(0)), (Fraction(4, 5), Fraction(1, 3)))
    for (x, y) in ((Fraction(0), Fraction(1)), (Fraction(1, 7), Fraction(2, 5)))
)


def _at_crossing(p: Point, of_other: bool) -> Scalar:
    """Return the exponent of one of two levels where they cross."""
    here, other = levels.Level("here", p.a, p.x), levels.Level("other", p.b, p.y)
    gamma = levels.crossing(here, other)
    return p.b + gamma * p.y if of_other else p.a + gamma * p.x


TWO: Cases = tuple(
    {"theta": theta, "rho1": Fraction(1, 5), "rho2": Fraction(3, 5), "gamma": gamma, "n": n}
    for theta in (Fraction(1, 2), Fraction(9, 10))
    for gamma in (Fraction(0), Fraction(7, 5))
    for n in (10, 10**40)
)


def _total(p: Point) -> arb:
    """Return the sum of the masses of the levels."""
    length = rational_ball(p.n).log()
    return sum(
        (
            (rational_ball(level.exponent(p.gamma)) * length).exp()
            for level in levels.two_levels(p.theta, p.rho1, p.rho2)
        ),
        arb(0),
    )


def _summed(p: Point, group: int = 1) -> arb:
    """Return n exp(beta rho1) + n^theta exp(beta rho2) + exp(beta), beta = gamma log n."""
    n, theta = rational_ball(p.n), rational_ball(p.theta)
    beta = rational_ball(p.gamma) * n.log()
    return (
        n * (beta * rational_ball(p.rho1)).exp() + group * n**theta * (beta * rational_ball(p.rho2)).exp() + beta.exp()
    )


def _odd(k: int) -> Claim:
    return Claim(
        f"C5.definition.tail-odd.d{2 * k + 1}",
        f"the tail in d = {2 * k + 1} is the integral of (1 - t^2)^{k - 1} over t >= e, as a share of that over all t",
        Identity(FREE, lambda p: _share(p, k), lambda p: sphere.tail_odd(p.e, k)),
        (HEIGHT,),
        defines=(sphere.tail_odd,),
        notes="the density of an inner product of independent uniform unit vectors is (1 - t^2)^((d - 3)/2)",
        twins=but("changed", "as a share of t >= 0", left=lambda p: _share(p, k, 0)),
    )


CLAIMS = (
    *(_odd(k) for k in HALF),
    Claim(
        "C5.definition.tail",
        "P(<u, v> >= e) is the share of angles up to arccos(e), of density sin(s)^(d - 2), in balls, d = 4, 5, 16",
        Computed(HEIGHTS, _tail, in_balls(sphere.tail, "e", "k"), THIRTY_DIGITS),
        defines=(sphere.tail,),
        pins=(A_DIGIT,),
        twins=but("two-sided", "the share of |<u, v>| >= e", left=lambda p: 2 * _tail(p)),
    ),
    Claim(
        "C5.definition.tail-bound",
        "(1/2)(1 - e^2)^k is half the volume of the cap's base in that of the unit ball of 2 k dimensions, k = 1 .. 5",
        Identity(
            FREE,
            lambda p: marked(p, (_volume(p, k) for k in HALF)),
            lambda p: marked(p, (sphere.tail_bound(p.e, k) for k in HALF)),
        ),
        (HEIGHT, *MARKS),
        defines=(sphere.tail_bound,),
        twins=but("changed", "in 2 k + 2 dimensions", left=lambda p: marked(p, (_volume(p, k + 1) for k in HALF))),
    ),
    Claim(
        "C5.definition.common-mean",
        "rho + (1 - rho) t is <y_i, y_j> for y = sqrt(rho) e + sqrt(1 - rho) u, u orthogonal to e, <u_i, u_j> = t",
        Identity(FREE, _around_mean, lambda p: sphere.common_mean(_sides(p)[0] ** 2, p.t)),
        (ANGLE, OVERLAP),
        defines=(sphere.common_mean,),
        twins=but("changed", "a mean of squared length 2", left=lambda p: _around_mean(p, 2)),
    ),
    Claim(
        "C6.definition.exponent",
        "theta + gamma rho times log n is the logarithm of the mass of a level, theta log n + beta rho, beta = gamma log n",
        Identity(
            FREE,
            lambda p: p.share * p.length + (p.gamma * p.length) * p.rho,
            lambda p: levels.Level("", p.share, p.rho).exponent(p.gamma) * p.length,
        ),
        (CORRELATION, THETA, GAMMA, LENGTH),
        defines=(levels.Level.exponent,),
        twins=but("changed", "one token", left=lambda p: (p.gamma * p.length) * p.rho),
    ),
    Claim(
        "C6.definition.threshold",
        "(theta - theta')/(rho' - rho) is the gamma at which n^theta tokens at rho and n^theta' at rho' have the same mass",
        Identity(
            FREE,
            lambda p: p.share + p.fewer + levels.threshold(p.fewer, p.closer) * p.rho,
            lambda p: p.share + levels.threshold(p.fewer, p.closer) * (p.rho + p.closer),
        ),
        (
            CORRELATION,
            THETA,
            assume("fewer", "theta - theta'", 0, 1),
            assume("closer", "rho' - rho", 0, 1, low_open=True),
        ),
        defines=(levels.threshold,),
        twins=but(
            "changed",
            "one level twice as numerous as it is",
            left=lambda p: p.share + 2 * p.fewer + levels.threshold(p.fewer, p.closer) * p.rho,
        ),
    ),
    Claim(
        "C6.definition.crossing",
        "two levels have one exponent at their crossing",
        Computed(CROSSINGS, lambda p: _at_crossing(p, False), lambda p: _at_crossing(p, True), THIRTY_DIGITS),
        defines=(levels.crossing,),
        pins=(A_DIGIT,),
        twins=but("half", "half of the exponent", left=lambda p: _at_crossing(p, False) / 2),
    ),
    Claim(
        "C6.definition.two-levels",
        "two levels and the token itself: their masses add up to n exp(beta rho1) + n^theta exp(beta rho2) + exp(beta)",
        Computed(TWO, _total, _summed, THIRTY_DIGITS),
        defines=(levels.two_levels,),
        pins=(A_DIGIT,),
        twins=but("two groups", "2 n^theta tokens", right=lambda p: _summed(p, 2)),
    ),
    Claim(
        "C6.definition.phases",
        "the phase at gamma is of a heaviest level at gamma, of all of them",
        Computed(PHASES, _by_phase, _heaviest, THIRTY_DIGITS),
        defines=(levels.phases,),
        pins=(A_DIGIT,),
        twins=but("twice theta", "levels of n^(2 theta) tokens", right=lambda p: _heaviest(p, 2)),
    ),
    Claim(
        "C6.definition.last-phase",
        "the last phase begins at the largest gamma at which two levels are the heaviest together",
        Computed(PHASES[:: len(PHASES) // len(EXAMPLES)], _largest_below, _last_change, THIRTY_DIGITS),
        defines=(levels.phases,),
        pins=(A_DIGIT,),
        twins=but("first", "the first such gamma", right=lambda p: _last_change(p, 0)),
    ),
)
