"""False by a hair: a factor 10001/10000, a thousandth of an exponent, a constant that lasts for a while."""

from __future__ import annotations

from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import false, proved, true
from .words import PLAIN, big_o, bound, expansion, own, var, within


def _cosine(p: Point) -> Scalar:
    return q.output_cosine(p.row, p.rho, p.r)


def _critical_limit(p: Point) -> Scalar:
    """Return the limit of cos' at the critical gamma, r = 0."""
    return 4 * p.rho / (1 + 3 * p.rho)


ENTRIES = (
    # a factor 10001/10000
    false("critical-weight-a-little-more", expansion(CRITICAL, own, "5001/10000"), "the limit is 1/2"),
    proved(
        "critical-weight-coefficient",
        expansion(CRITICAL, lambda p: (2 * own(p) - 1) / p.h, "1/2"),
        "n (2 a - 1) = 1/(2 - 1/n)",
    ),
    false(
        "critical-weight-coefficient-a-little-more",
        expansion(CRITICAL, lambda p: (2 * own(p) - 1) / p.h, "10001/20000"),
        "the limit is 1/2",
    ),
    false(
        "critical-cosine-a-little-less",
        expansion(CRITICAL, _cosine, lambda p: _critical_limit(p) * 9999 / 10000, *PLAIN),
        "the limit is 4 rho/(1 + 3 rho)",
        rho="1/2",
        r=0,
    ),
    false(
        "critical-cosine-ratio-a-little-less",
        expansion(CRITICAL, _cosine, lambda p: _critical_limit(p) * 9999 / 10000, *PLAIN, ratio=True),
        "the ratio tends to 10000/9999",
        rho="1/2",
        r=0,
    ),
    false(
        "critical-weight-bound-a-little-less",
        bound(CRITICAL, own, lambda p: (1 + p.h * 6666 / 10000) / 2),
        "a = 2/3 = 1/2 + (1/3)/2 at n = 2",
        n=2,
    ),
    false(
        "window-weight-a-little-less",
        expansion(WINDOW, own, lambda p: p.s, error=within("2499/10000", 1)),
        "n (a - s) -> s (1 - s) = 1/4 at s = 1/2",
        n=1000,
        s="1/2",
    ),
    false(
        "cubic-a-little-less",
        bound(FREE, lambda p: p.e * (2 - p.e**2), "10886/10000", var("e", "[0, 2]")),
        "1.08866 at e = sqrt(2/3)",
        e="8165/10000",
    ),
    true(
        "cubic-a-little-more",
        bound(FREE, lambda p: p.e * (2 - p.e**2), "10887/10000", var("e", "[0, 2]")),
        "at most 1.088662, at e = sqrt(2/3)",
    ),
    false(
        "supercritical-weight-a-little-less",
        expansion(SUPERCRITICAL, lambda p: (1 - own(p)) / p.v, "9999/10000"),
        "the limit is 1",
        delta="1/2",
    ),
    false(
        "overlap-a-little-less",
        bound(FINITE, lambda p: own(p) * (1 - own(p)), "2499/10000"),
        "1/4 where a = 1/2: t = 1/(n - 1)",
        n=11,
        t="1/10",
    ),
    # a thousandth of an exponent
    false("critical-weight-a-faster-rate", expansion(CRITICAL, own, "1/2", error=big_o("1001/1000")), "it is 1/n"),
    proved("critical-weight-a-slower-rate", expansion(CRITICAL, own, "1/2", error=big_o("999/1000")), "it is 1/n"),
    false(
        "subcritical-weight-a-faster-rate",
        expansion(SUBCRITICAL, own, 0, error=big_o("1/1000", slope=1)),
        "it is n^-delta",
        delta="1/2",
    ),
    false(
        "subcritical-weight-a-steeper-rate",
        expansion(SUBCRITICAL, own, 0, error=big_o(0, slope="1001/1000")),
        "it is n^-delta",
        delta="9/10",
    ),
    proved(
        "subcritical-weight-a-flatter-rate",
        expansion(SUBCRITICAL, own, 0, error=big_o(0, slope="999/1000")),
        "it is n^-delta",
    ),
    false(
        "supercritical-weight-with-a-log-below",
        expansion(SUPERCRITICAL, lambda p: 1 - own(p), 0, error=big_o(0, slope=1, logs=-1)),
        "it is n^-delta",
        delta="1/2",
    ),
    false(
        "bound-with-a-log-below",
        expansion(CRITICAL, own, "1/2", error=within(1, 1, logs=-1)),
        "log n <= 4 - 2/n ends at n = 52",
        n=100,
    ),
    false(
        "bound-that-ends-at-a-million",
        expansion(LENGTHS, lambda p: p.h, 0, error=within(10**6, 2)),
        "1/n <= 10^6/n^2 up to n = 10^6",
        n=10**6 + 1,
    ),
    false(
        "bound-that-ends-at-a-googol",
        expansion(LENGTHS, lambda p: p.h, 0, error=within(10**100, 2)),
        "1/n <= 10^100/n^2 up to n = 10^100",
        n="10^101",
    ),
    false(
        "a-negative-constant", lambda: expansion(CRITICAL, own, own, error=within(-1, 1)), "0 <= -1/n never holds", n=2
    ),
    false("a-constant-of-nothing", expansion(CRITICAL, own, "1/2", error=within(0, 1)), "a > 1/2", n=2),
)
