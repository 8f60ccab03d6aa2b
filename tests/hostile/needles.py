"""False by a hair: a strictness, one point of many, one length of all."""

from __future__ import annotations

from critscale.theory.assumptions import CORRELATION
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.field import Scalar
from critscale.theory.layer.blocks import blocks
from critscale.theory.layer.regimes import FINITE, FREE, LENGTHS, Point
from critscale.theory.layer.row import Logs, Row

from .hostile import false, proved, true
from .words import Number, bound, expansion, gap, identity, length, other, own, var, within

E, F = var("e", "[0, 1]"), var("f", "[0, 1]")
ANY = var("e", "[0, oo)")
RELAXED = (CORRELATION, var("x", "(0, 1]"), var("y", "(0, 1/2]"), var("l", "[0, oo)"))
"""B3 with -log t cut loose from t: x for t, l for -log t, y for 1/n."""


def _relaxed(pairing: bool) -> ChartFormula:
    """Return an eigenvalue of B3 with -log t cut loose from t."""

    def eigenvalue(p: Point) -> Scalar:
        row = Row.from_masses(p.y, p.x * (1 - p.y), p.x * p.y, logs=lambda: Logs(0, p.l, 0))
        block = blocks(row, p.rho, 0)
        return block.pairing if pairing else block.common

    return eigenvalue


def _squared_distance(x: Scalar, numerator: int, denominator: int) -> Scalar:
    """Return (x - numerator/denominator)^2."""
    return (denominator * x - numerator) ** 2 / denominator**2


def _at_n(n: int) -> ChartFormula:
    """Return the squared distance of the context length from a number."""
    return lambda p: (length(p) - n) ** 2


TINY: Number = "1/1000000000000"

ENTRIES = (
    # a strictness
    false(
        "equal-and-a-millionth-of-a-millionth",
        bound(FREE, lambda p: 4 * p.e * (1 - p.e), lambda p: 1 - p.one / 10**12, E),
        "1 at e = 1/2",
        e="1/2",
    ),
    false(
        "double-root",
        bound(FREE, TINY, lambda p: (p.e**2 * 2 - 1) ** 2, E),
        "0 at e = 1/sqrt 2",
        e="70710678/100000000",
    ),
    false("double-root-far-out", bound(FREE, "1/2", lambda p: (p.e - 10**9) ** 2, ANY), "0 at e = 10^9", e=10**9),
    false(
        "quadratic-in-log-n",
        bound(LENGTHS, TINY, lambda p: (p.L - 20) ** 2),
        "log n = 20 - 8 10^-10 at n = 485165195",
        n=485165195,
    ),
    false(
        "gap-and-weight-strictly", bound(FINITE, lambda p: other(p) + p.h / 10**6, own), "a = b at beta = 0", n=2, t=1
    ),
    # one point of many
    false(
        "one-point-of-an-interval",
        bound(FREE, "1/10000000000", lambda p: _squared_distance(p.e, 271828, 999983), E),
        "0 at e = 271828/999983",
        e="271828/999983",
    ),
    false(
        "one-point-of-a-square",
        bound(FREE, "1/100000000", lambda p: _squared_distance(p.e, 1, 3) + _squared_distance(p.f, 2, 7), E, F),
        "0 at (1/3, 2/7)",
        e="1/3",
        f="2/7",
    ),
    false(
        "one-line-of-a-square",
        bound(FREE, "1/100000000", lambda p: (p.e + p.f - p.e * p.f * 3 / 2 - p.one / 7) ** 2, E, F),
        "0 at e = 0, f = 1/7",
        e=0,
        f="1/7",
    ),
    false(
        "one-point-of-a-rational-function",
        bound(FREE, lambda p: 2 * p.e / (1 + p.e**2), "99999999/100000000", ANY),
        "1 at e = 1",
        e=1,
    ),
    false(
        "one-integer-of-many",
        bound(FREE, "1/2", lambda p: (p.k - 777777) ** 2, var("k", "[0, oo)", integer=True)),
        "0 at k = 777777",
        k=777777,
    ),
    false(
        "two-integers-of-many",
        bound(
            FREE,
            1,
            lambda p: (p.k - 777) ** 2 + (p.m - 333) ** 2,
            var("k", "[0, oo)", integer=True),
            var("m", "[0, oo)", integer=True),
        ),
        "0 at (777, 333)",
        k=777,
        m=333,
    ),
    false(
        "identity-off-one-integer",
        identity(FREE, lambda p: p.k * (p.k - 1) * (p.k - 2) * (p.k - 3), 0, var("k", "[0, 4]", integer=True)),
        "24 at k = 4",
        k=4,
    ),
    false(
        "logs-cut-loose",
        bound(FREE, _relaxed(True), _relaxed(False), *RELAXED),
        "B3 needs -log t and t together: at 1/n = rho = 1/4, t = 1/2, -log t = 5 the pairing is larger",
        rho="1/4",
        y="1/4",
        x="1/2",
        l=5,
    ),
    # one length of all
    false("one-length-beyond-a-million", bound(LENGTHS, "1/2", _at_n(1000003)), "0 at n = 1000003", n=1000003),
    false("one-length-beyond-a-billion", bound(LENGTHS, "1/2", _at_n(10**9 + 7)), "0 at n = 10^9 + 7", n=10**9 + 7),
    true(
        "no-length-at-a-half",
        bound(LENGTHS, "1/4", lambda p: (length(p) - 1000003 - p.one / 2) ** 2),
        "the distance is 1/2 at least",
    ),
    proved(
        "from-a-million-on",
        bound(LENGTHS, 0, lambda p: (length(p) - 2) * (length(p) - 10**6), valid_from=10**6),
        "both are positive",
    ),
    false(
        "up-to-a-million",
        bound(LENGTHS, 0, lambda p: (10**6 + 1 - length(p)) * (length(p) - 1)),
        "-10^6 - 1 at n = 10^6 + 2",
        n=10**6 + 2,
    ),
    false("up-to-a-huge-length", bound(FINITE, lambda p: length(p) * p.t, 10**2000), "t n -> oo", n="10^2001", t=1),
    proved("gap-under-its-square-root", bound(FINITE, lambda p: gap(p) ** 2, gap), "0 <= a - b <= 1"),
    false(
        "a-constant-too-small-by-next-to-nothing",
        expansion(LENGTHS, lambda p: (10**500 + 1) * p.L * p.h / 10**500, 0, error=within(1, 1, logs=1)),
        "1 + 10^-500 > 1 at every n",
        n=2,
    ),
)
