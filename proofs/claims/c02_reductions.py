"""C1 to C4: from one token to any number of them, and from Assumption 2 to rho1/F: each step is a statement.

A step says: what holds for some tokens holds with one more.  With no token both sides are 0.
"""

from __future__ import annotations

from functools import partial

from ..vocabulary import (
    CORRELATION, FINITE, FREE, NEARLY, WEIGHT_RATIO, Bound, Claim, Fraction, Pin, Point, Scalar, almost, assume, but,
    sharp,
)


step = partial(Claim, pins=(sharp(),))
"""A step is pinned where both sides are equal, or far out."""

COUNT = assume("k", "number of tokens before")
LEAST, WIDTH = assume("low", "least number"), assume("width", "largest less least number")
MEAN, NEW = (
    assume("z", "where the mean lies in [low, high]", 0, 1),
    assume("y", "where the new number lies in [low, high]", 0, 1),
)
NUMBERS = (COUNT, LEAST, WIDTH, MEAN, NEW)


def _sum(p: Point) -> Scalar:
    """Return the sum of k numbers of mean low + z width, and of a new one."""
    return p.k * (p.low + p.z * p.width) + p.low + p.y * p.width


GAP = assume("g", "(rho2 - rho1)/(1 - rho1)", 0, 1, high_open=True)
SUMS = (
    assume("A", "sum of the entries of one row"),
    assume("B", "sum of those of the other"),
    assume("O", "sum of their products"),
)
ENTRY = (assume("a", "new entry of one row"), assume("b", "new entry of the other"))
ROOM = tuple(assume(f"s{k}", "room that a bound leaves before") for k in range(3))
FORM = (CORRELATION, GAP, *SUMS, *ENTRY, *ROOM)


def rho2(p: Point) -> Scalar:
    """Return the largest inner product, from the least and the gap."""
    return p.rho + p.g * (1 - p.rho)


def _by_overlap(p: Point, rho: Scalar) -> Scalar:
    """Return rho (sum a)(sum b) + (1 - rho) sum a b, with the new entries."""
    return rho * (p.A + p.a) * (p.B + p.b) + (1 - rho) * (p.O + p.a * p.b)


def _longer(p: Point, rho: Scalar, sign: int) -> Scalar:
    """Return the inner product with a new token, from what holds before: S, and <sum a_k y_k, y>, <sum b_k y_k, y>."""
    before = rho * p.A * p.B + (1 - rho) * p.O + sign * p.s0
    first, second = rho * p.A + sign * p.s1, rho * p.B + sign * p.s2
    return before + p.b * first + p.a * second + p.a * p.b


WHERE = assume("x", "where an inner product lies in [rho1, rho2]", 0, 1)


def _along(p: Point, rho: Scalar, sign: int) -> Scalar:
    """Return <sum a_k y_k, y> with a new token, from what holds before."""
    return rho * p.A + sign * p.s1 + p.a * (p.rho + p.x * (rho2(p) - p.rho))


SHARES = (assume("s", "weight of the tokens before"), assume("a", "weight of a new token"))
CROSS = tuple(assume(f"z{k}", "share of its bound", 0, 1) for k in range(3))
ANGLES = (
    assume("x1", "where rho_ik lies in [rho1, 1]", 0, 1),
    assume("x2", "where rho_im lies in [rho1, 1]", 0, 1),
    assume("c", "inner product of two other tokens", -1, 1),
)


def _product(p: Point) -> Scalar:
    """Return <y_k - y_i, y_m - y_i>."""
    first, second = (p.rho + x * (1 - p.rho) for x in (p.x1, p.x2))
    return 1 - first - second + p.c


def _grown(p: Point) -> Scalar:
    """Return |v + a u|^2, v the error so far: |v|^2, <v, u> and |u|^2 are shares of their bounds."""
    bound = 2 * (1 - p.rho)
    return p.z0 * bound * p.s**2 + 2 * p.a * p.z1 * bound * p.s + p.a**2 * p.z2 * bound


RATIO = assume("M", "t2/t1, largest over least mass of another token", 1)
SPREAD = (
    RATIO,
    COUNT,
    assume("S", "sum of the numbers before"),
    assume("s0", "room that the bound leaves before"),
    NEW,
)
LARGEST = (
    assume("top", "largest weight"),
    assume("S", "sum of the weights before"),
    assume("s0", "room"),
    assume("y", "new weight over the largest", 0, 1),
)
TOTAL = assume("Z", "sum of the masses", low_open=True)
MANY = assume("k", "number of other tokens", 1)

PAIR = (
    CORRELATION,
    GAP,
    *(assume(name, "residual strength") for name in ("ri", "rj")),
    *(assume(name, "sum_k B_ik^2/(1 + r)^2", 0, 1) for name in ("xi", "xj")),
    *(assume(name, "squared norm as a share of its bound", 0, 1, low_open=True) for name in ("zi", "zj")),
    assume("O", "sum_k B_ik B_jk"),
)


def _factors(p: Point) -> tuple[Scalar, Scalar]:
    """Return F of both tokens."""
    return almost.squared(rho2(p), p.xi), almost.squared(rho2(p), p.xj)


def _cosine_squared(p: Point) -> Scalar:
    """Return the square of the cosine, from the least inner product and norms that are shares of the largest."""
    sizes, (first, second) = (1 + p.ri) * (1 + p.rj), _factors(p)
    inner = p.rho * sizes + (1 - p.rho) * p.O
    return inner**2 / (p.zi * first * p.zj * second * sizes**2)


def _least_cosine_squared(p: Point, rho: Scalar) -> Scalar:
    first, second = _factors(p)
    return rho**2 / (first * second)


def _factor(p: Point, up: Scalar, more: Scalar) -> Scalar:
    return almost.squared(p.rho2, almost.inverse_participation_ratio(p.w + up, p.y + more, p.r))


ROW = (
    assume("rho2", "largest inner product", 0, 1, high_open=True),
    assume("w", "self weight", 0, 1),
    assume("y", "sum of squares of the others"),
    assume("r", "residual strength"),
    assume("up", "rise of the self weight"),
    assume("more", "rise of the sum"),
)
MASSES = (
    WEIGHT_RATIO,
    assume("w", "t1/t2", 0, 1, low_open=True),
    assume("z", "where the mean mass lies in [t1, t2]", 0, 1),
    assume("y", "a mass over t2", 0, 1),
)
EXPONENT = (CORRELATION, GAP, assume("beta", "inverse temperature"))

CLAIMS = (
    step(
        "C1.mean.lower",
        "the sum of k + 1 numbers is at least k + 1 times the least, if that of k is: a mean is not below the least",
        Bound(FREE, lambda p: (p.k + 1) * p.low, _sum),
        NUMBERS,
        twins=but("changed", "k + 2 times", lower=lambda p: (p.k + 2) * p.low),
    ),
    step(
        "C1.mean.upper",
        "the sum of k + 1 numbers is at most k + 1 times the largest, if that of k is: a mean is not above the largest",
        Bound(FREE, _sum, lambda p: (p.k + 1) * (p.low + p.width)),
        NUMBERS,
        twins=but("changed", "k times", upper=lambda p: p.k * (p.low + p.width)),
    ),
    step(
        "C2.error.term",
        "<y_k - y_i, y_m - y_i> <= 2 (1 - rho1) for any two other tokens",
        Bound(FREE, _product, lambda p: 2 * (1 - p.rho)),
        (CORRELATION, *ANGLES),
        twins=but("changed", "1 - rho1", upper=lambda p: 1 - p.rho),
    ),
    step(
        "C2.error.step",
        "a token more: |v + a u|^2 <= 2 (1 - rho1)(s + a)^2 if |v|^2, <v, u> and |u|^2 are at most 2 (1 - rho1) s^2, s and 1 times",
        Bound(FREE, _grown, lambda p: 2 * (1 - p.rho) * (p.s + p.a) ** 2),
        (CORRELATION, *SHARES, *CROSS),
        uses=("C2.error.term", "C1.mean.upper"),
        twins=but(
            "changed",
            "s^2 + a^2, as if the errors were orthogonal",
            upper=lambda p: 2 * (1 - p.rho) * (p.s**2 + p.a**2),
        ),
    ),
    step(
        "C3.inner-product.lower-step",
        "a token more: sum a_k b_m <y_k, y_m> stays above rho1 (sum a)(sum b) + (1 - rho1) sum a_k b_k",
        Bound(FREE, lambda p: _by_overlap(p, p.rho), lambda p: _longer(p, p.rho, 1)),
        FORM,
        uses=("C3.inner-product.lower-row",),
        twins=but("changed", "above the bound of rho2", lower=lambda p: _by_overlap(p, rho2(p))),
    ),
    step(
        "C3.inner-product.lower-row",
        "a token more: <sum a_k y_k, y> stays above rho1 sum a",
        Bound(FREE, lambda p: p.rho * (p.A + p.a), lambda p: _along(p, p.rho, 1)),
        (CORRELATION, GAP, SUMS[0], ENTRY[0], ROOM[1], WHERE),
        twins=but("changed", "above rho2 sum a", lower=lambda p: rho2(p) * (p.A + p.a)),
    ),
    step(
        "C3.inner-product.upper-step",
        "a token more: sum a_k b_m <y_k, y_m> stays below rho2 (sum a)(sum b) + (1 - rho2) sum a_k b_k",
        Bound(FREE, lambda p: _longer(p, rho2(p), -1), lambda p: _by_overlap(p, rho2(p))),
        FORM,
        uses=("C3.inner-product.upper-row",),
        twins=but("changed", "below the bound of rho1", upper=lambda p: _by_overlap(p, p.rho)),
    ),
    step(
        "C3.inner-product.upper-row",
        "a token more: <sum a_k y_k, y> stays below rho2 sum a",
        Bound(FREE, lambda p: _along(p, rho2(p), -1), lambda p: rho2(p) * (p.A + p.a)),
        (CORRELATION, GAP, SUMS[0], ENTRY[0], ROOM[1], WHERE),
        twins=but("changed", "below rho1 sum a", upper=lambda p: p.rho * (p.A + p.a)),
    ),
    step(
        "C3.spread.step",
        "a number more in [1, M]: sum x^2 stays below (1 + M) sum x - N M",
        Bound(
            FREE,
            lambda p: (1 + p.M) * p.S - p.k * p.M - p.s0 + (1 + p.y * (p.M - 1)) ** 2,
            lambda p: (1 + p.M) * (p.S + 1 + p.y * (p.M - 1)) - (p.k + 1) * p.M,
        ),
        SPREAD,
        pins=(sharp(*tuple(a.at(Fraction(x)) for a, x in zip(SPREAD, (3, 2, 5, 0, 1), strict=True))),),
        twins=but("changed", "(N + 1) M", upper=lambda p: (1 + p.M) * (p.S + 1 + p.y * (p.M - 1)) - (p.k + 2) * p.M),
    ),
    step(
        "C3.spread.share",
        "the sum of A_ik^2 over k != i is at most (1 - A_ii)^2 (1 + M)^2/(4 M (n - 1)), for masses x t1, x in [1, M]",
        Bound(
            FREE,
            lambda p: ((1 + p.M) * p.S - p.k * p.M) / p.Z**2,
            lambda p: almost.spread_factor(p.M) * (p.S / p.Z) ** 2 / p.k,
        ),
        (RATIO, MANY, assume("S", "sum of the x"), TOTAL),
        uses=("C3.spread.sum", "C3.spread.kantorovich"),
        twins=but("changed", "half of it", upper=lambda p: almost.spread_factor(p.M) * (p.S / p.Z) ** 2 / (2 * p.k)),
    ),
    step(
        "C4.others.step",
        "a weight more: the sum of squares stays below the largest weight times the sum",
        Bound(FREE, lambda p: p.top * p.S - p.s0 + (p.y * p.top) ** 2, lambda p: p.top * (p.S + p.y * p.top)),
        LARGEST,
        twins=but("changed", "times half of the sum", upper=lambda p: p.top * (p.S + p.y * p.top) / 2),
    ),
    Claim(
        "C4.others.largest",
        "A_ik <= M/(n - 1) for k != i, M = t2/t1: so the sum of A_ik^2 is at most M/(n - 1)",
        Bound(
            FINITE,
            lambda p: p.y * p.t / (1 + (1 / p.h - 1) * (p.w + p.z * (1 - p.w)) * p.t),
            lambda p: almost.others_squared_printed(1 / p.h, 1 / p.w),
        ),
        MASSES,
        uses=("C4.others.step", "C1.mean.lower"),
        pins=(Pin(factor=NEARLY),),
        twins=but("1/(n - 1)", "M = 1", upper=lambda p: almost.others_squared_printed(1 / p.h, 1)),
    ),
    step(
        "C4.others.exponent",
        "log(t2/t1) = beta (rho2 - rho1) <= beta (1 - rho1) = -log t of the chart of rho1: M <= 1/t",
        Bound(FREE, lambda p: p.beta * (rho2(p) - p.rho), lambda p: p.beta * (1 - p.rho)),
        EXPONENT,
        twins=but("changed", "half of it", upper=lambda p: p.beta * (1 - p.rho) / 2),
    ),
    step(
        "C4.factor.rises",
        "F rises with the self weight and with the sum of squares of the others: their bounds give a bound of F",
        Bound(FREE, lambda p: _factor(p, 0, 0), lambda p: _factor(p, p.up, p.more)),
        ROW,
        twins=but("changed", "falls", lower=lambda p: _factor(p, p.up, p.more), upper=lambda p: _factor(p, 0, 0)),
    ),
    step(
        "C4.cosine.bound",
        "cos'_ij^2 >= rho1^2/(F_i F_j), F = rho2 + (1 - rho2) sum_k B_ik^2/(1 + r)^2, for every pair, any n",
        Bound(FREE, lambda p: _least_cosine_squared(p, p.rho), _cosine_squared),
        PAIR,
        uses=("C3.inner-product.lower", "C3.inner-product.upper"),
        twins=but("changed", "rho2 for rho1", lower=lambda p: _least_cosine_squared(p, rho2(p))),
    ),
)
