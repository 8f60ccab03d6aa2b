"""False by a hair: a factor 10001/10000, a strictness, a thousandth of an exponent, one point of many, one length of all."""

from __future__ import annotations

from critscale.theory import quantities as q
from critscale.theory.blocks import blocks
from critscale.theory.charted import Formula
from critscale.theory.field import Scalar
from critscale.theory.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point
from critscale.theory.row import Logs, Row

from .hostile import Hostile
from .words import PLAIN, TOKENS, Number, big_o, bound, expansion, gap, identity, length, other, own, var, within
from critscale.theory.assumptions import CORRELATION

E, F = var("e", "[0, 1]"), var("f", "[0, 1]")
ANY = var("e", "[0, oo)")
RELAXED = (CORRELATION, var("x", "(0, 1]"), var("y", "(0, 1/2]"), var("l", "[0, oo)"))
"""B3 with -log t cut loose from t: x for t, l for -log t, y for 1/n."""


def _cosine(p: Point) -> Scalar:
    return q.output_cosine(p.row, p.rho, p.r)


def _critical_limit(p: Point) -> Scalar:
    """Return the limit of cos' at the critical gamma, r = 0."""
    return 4 * p.rho / (1 + 3 * p.rho)


def _relaxed(pairing: bool) -> Formula:
    """Return an eigenvalue of B3 with -log t cut loose from t."""

    def eigenvalue(p: Point) -> Scalar:
        row = Row.from_masses(p.y, p.x * (1 - p.y), p.x * p.y, logs=lambda: Logs(0, p.l, 0))
        block = blocks(row, p.rho, 0)
        return block.pairing if pairing else block.common

    return eigenvalue


def _squared_distance(x: Scalar, numerator: int, denominator: int) -> Scalar:
    """Return (x - numerator/denominator)^2."""
    return (denominator * x - numerator) ** 2 / denominator**2


def _at_n(n: int) -> Formula:
    """Return the squared distance of the context length from a number."""
    return lambda p: (length(p) - n) ** 2


TINY: Number = "1/1000000000000"

ENTRIES = (
    # a factor 10001/10000
    Hostile(
        "critical-weight-a-little-more", "false", lambda: expansion(CRITICAL, own, "5001/10000"), "the limit is 1/2", at={},
    ),
    Hostile(
        "critical-weight-coefficient", "true", lambda: expansion(CRITICAL, lambda p: (2 * own(p) - 1) / p.h, "1/2"), "n (2 a - 1) = 1/(2 - 1/n)",
        must=True,
    ),
    Hostile(
        "critical-weight-coefficient-a-little-more", "false",
        lambda: expansion(CRITICAL, lambda p: (2 * own(p) - 1) / p.h, "10001/20000"), "the limit is 1/2", at={},
    ),
    Hostile(
        "critical-cosine-a-little-less", "false",
        lambda: expansion(CRITICAL, _cosine, lambda p: _critical_limit(p) * 9999 / 10000, *PLAIN), "the limit is 4 rho/(1 + 3 rho)",
        at={"rho": "1/2", "r": 0},
    ),
    Hostile(
        "critical-cosine-ratio-a-little-less", "false",
        lambda: expansion(CRITICAL, _cosine, lambda p: _critical_limit(p) * 9999 / 10000, *PLAIN, ratio=True), "the ratio tends to 10000/9999",
        at={"rho": "1/2", "r": 0},
    ),
    Hostile(
        "critical-weight-bound-a-little-less", "false", lambda: bound(CRITICAL, own, lambda p: (1 + p.h * 6666 / 10000) / 2),
        "a = 2/3 = 1/2 + (1/3)/2 at n = 2", at={"n": 2},
    ),
    Hostile(
        "window-weight-a-little-less", "false", lambda: expansion(WINDOW, own, lambda p: p.s, error=within("2499/10000", 1)),
        "n (a - s) -> s (1 - s) = 1/4 at s = 1/2", at={"n": 1000, "s": "1/2"},
    ),
    Hostile(
        "cubic-a-little-less", "false",
        lambda: bound(FREE, lambda p: p.e * (2 - p.e**2), "10886/10000", var("e", "[0, 2]")), "1.08866 at e = sqrt(2/3)", at={"e": "8165/10000"},
    ),
    Hostile(
        "cubic-a-little-more", "true",
        lambda: bound(FREE, lambda p: p.e * (2 - p.e**2), "10887/10000", var("e", "[0, 2]")), "at most 1.088662, at e = sqrt(2/3)",
    ),
    Hostile(
        "supercritical-weight-a-little-less", "false",
        lambda: expansion(SUPERCRITICAL, lambda p: (1 - own(p)) / p.v, "9999/10000"), "the limit is 1", at={"delta": "1/2"},
    ),
    Hostile(
        "overlap-a-little-less", "false",
        lambda: bound(FINITE, lambda p: own(p) * (1 - own(p)), "2499/10000"), "1/4 where a = 1/2: t = 1/(n - 1)", at={"n": 11, "t": "1/10"},
    ),
    # a thousandth of an exponent
    Hostile(
        "critical-weight-a-faster-rate", "false", lambda: expansion(CRITICAL, own, "1/2", error=big_o("1001/1000")), "it is 1/n", at={},
    ),
    Hostile(
        "critical-weight-a-slower-rate", "true", lambda: expansion(CRITICAL, own, "1/2", error=big_o("999/1000")), "it is 1/n", must=True,
    ),
    Hostile(
        "subcritical-weight-a-faster-rate", "false", lambda: expansion(SUBCRITICAL, own, 0, error=big_o("1/1000", slope=1)), "it is n^-delta",
        at={"delta": "1/2"},
    ),
    Hostile(
        "subcritical-weight-a-steeper-rate", "false", lambda: expansion(SUBCRITICAL, own, 0, error=big_o(0, slope="1001/1000")),
        "it is n^-delta", at={"delta": "9/10"},
    ),
    Hostile(
        "subcritical-weight-a-flatter-rate", "true", lambda: expansion(SUBCRITICAL, own, 0, error=big_o(0, slope="999/1000")), "it is n^-delta",
        must=True,
    ),
    Hostile(
        "supercritical-weight-with-a-log-below", "false",
        lambda: expansion(SUPERCRITICAL, lambda p: 1 - own(p), 0, error=big_o(0, slope=1, logs=-1)), "it is n^-delta", at={"delta": "1/2"},
    ),
    Hostile(
        "bound-with-a-log-below", "false",
        lambda: expansion(CRITICAL, own, "1/2", error=within(1, 1, logs=-1)),
        "log n <= 4 - 2/n ends at n = 52", at={"n": 100},
    ),
    Hostile(
        "bound-that-ends-at-a-million", "false", lambda: expansion(LENGTHS, lambda p: p.h, 0, error=within(10**6, 2)), "1/n <= 10^6/n^2 up to n = 10^6",
        at={"n": 10**6 + 1},
    ),
    Hostile(
        "bound-that-ends-at-a-googol", "false", lambda: expansion(LENGTHS, lambda p: p.h, 0, error=within(10**100, 2)),
        "1/n <= 10^100/n^2 up to n = 10^100", at={"n": "10^101"},
    ),
    Hostile(
        "a-negative-constant", "false", lambda: expansion(CRITICAL, own, own, error=within(-1, 1)), "0 <= -1/n never holds", at={"n": 2},
    ),
    Hostile("a-constant-of-nothing", "false", lambda: expansion(CRITICAL, own, "1/2", error=within(0, 1)), "a > 1/2", at={"n": 2}),
    # a strictness
    Hostile(
        "equal-and-a-millionth-of-a-millionth", "false", lambda: bound(FREE, lambda p: 4 * p.e * (1 - p.e), lambda p: 1 - p.one / 10**12, E),
        "1 at e = 1/2", at={"e": "1/2"},
    ),
    Hostile(
        "double-root", "false", lambda: bound(FREE, TINY, lambda p: (p.e**2 * 2 - 1) ** 2, E), "0 at e = 1/sqrt 2",
        at={"e": "70710678/100000000"},
    ),
    Hostile(
        "double-root-far-out", "false", lambda: bound(FREE, "1/2", lambda p: (p.e - 10**9) ** 2, ANY), "0 at e = 10^9", at={"e": 10**9},
    ),
    Hostile(
        "quadratic-in-log-n", "false", lambda: bound(LENGTHS, TINY, lambda p: (p.L - 20) ** 2), "log n = 20 - 8 10^-10 at n = 485165195",
        at={"n": 485165195},
    ),
    Hostile(
        "gap-and-weight-strictly", "false", lambda: bound(FINITE, lambda p: other(p) + p.h / 10**6, own), "a = b at beta = 0", at={"n": 2, "t": 1},
    ),
    # one point of many
    Hostile(
        "one-point-of-an-interval", "false", lambda: bound(FREE, "1/10000000000", lambda p: _squared_distance(p.e, 271828, 999983), E),
        "0 at e = 271828/999983", at={"e": "271828/999983"},
    ),
    Hostile(
        "one-point-of-a-square", "false",
        lambda: bound(FREE, "1/100000000", lambda p: _squared_distance(p.e, 1, 3) + _squared_distance(p.f, 2, 7), E, F), "0 at (1/3, 2/7)",
        at={"e": "1/3", "f": "2/7"},
    ),
    Hostile(
        "one-line-of-a-square", "false", lambda: bound(FREE, "1/100000000", lambda p: (p.e + p.f - p.e * p.f * 3 / 2 - p.one / 7) ** 2, E, F),
        "0 at e = 0, f = 1/7", at={"e": 0, "f": "1/7"},
    ),
    Hostile(
        "one-point-of-a-rational-function", "false",
        lambda: bound(FREE, lambda p: 2 * p.e / (1 + p.e**2), "99999999/100000000", ANY), "1 at e = 1", at={"e": 1},
    ),
    Hostile(
        "one-integer-of-many", "false", lambda: bound(FREE, "1/2", lambda p: (p.k - 777777) ** 2, var("k", "[0, oo)", integer=True)),
        "0 at k = 777777", at={"k": 777777},
    ),
    Hostile(
        "two-integers-of-many", "false",
        lambda: bound(FREE, 1, lambda p: (p.k - 777) ** 2 + (p.m - 333) ** 2, var("k", "[0, oo)", integer=True), var("m", "[0, oo)", integer=True)),
        "0 at (777, 333)", at={"k": 777, "m": 333},
    ),
    Hostile(
        "identity-off-one-integer", "false",
        lambda: identity(FREE, lambda p: p.k * (p.k - 1) * (p.k - 2) * (p.k - 3), 0, var("k", "[0, 4]", integer=True)), "24 at k = 4",
        at={"k": 4},
    ),
    Hostile(
        "logs-cut-loose", "false", lambda: bound(FREE, _relaxed(True), _relaxed(False), *RELAXED),
        "B3 needs -log t and t together: at 1/n = rho = 1/4, t = 1/2, -log t = 5 the pairing is larger",
        at={"rho": "1/4", "y": "1/4", "x": "1/2", "l": 5},
    ),
    # one length of all
    Hostile("one-length-beyond-a-million", "false", lambda: bound(LENGTHS, "1/2", _at_n(1000003)), "0 at n = 1000003", at={"n": 1000003}),
    Hostile("one-length-beyond-a-billion", "false", lambda: bound(LENGTHS, "1/2", _at_n(10**9 + 7)), "0 at n = 10^9 + 7", at={"n": 10**9 + 7}),
    Hostile(
        "no-length-at-a-half", "true", lambda: bound(LENGTHS, "1/4", lambda p: (length(p) - 1000003 - p.one / 2) ** 2), "the distance is 1/2 at least",
    ),
    Hostile(
        "from-a-million-on", "true", lambda: bound(LENGTHS, 0, lambda p: (length(p) - 2) * (length(p) - 10**6), valid_from=10**6), "both are positive",
        must=True,
    ),
    Hostile(
        "up-to-a-million", "false", lambda: bound(LENGTHS, 0, lambda p: (10**6 + 1 - length(p)) * (length(p) - 1)), "-10^6 - 1 at n = 10^6 + 2",
        at={"n": 10**6 + 2},
    ),
    Hostile(
        "up-to-a-huge-length", "false", lambda: bound(FINITE, lambda p: length(p) * p.t, 10**2000), "t n -> oo", at={"n": "10^2001", "t": 1},
    ),
    Hostile(
        "gap-under-its-square-root", "true", lambda: bound(FINITE, lambda p: gap(p) ** 2, gap), "0 <= a - b <= 1", must=True,
    ),
)
