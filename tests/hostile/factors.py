"""False by a hair: a factor 10001/10000, a thousandth of an exponent, a constant that lasts for a while."""

from __future__ import annotations

from critscale.theory.field import Scalar
from critscale.theory.layer import quantities as q
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point

from .hostile import Hostile
from .words import PLAIN, big_o, bound, expansion, own, var, within


def _cosine(p: Point) -> Scalar:
    return q.output_cosine(p.row, p.rho, p.r)


def _critical_limit(p: Point) -> Scalar:
    """Return the limit of cos' at the critical gamma, r = 0."""
    return 4 * p.rho / (1 + 3 * p.rho)


ENTRIES = (
    # a factor 10001/10000
    Hostile(
        "critical-weight-a-little-more", "false", lambda: expansion(CRITICAL, own, "5001/10000"), "the limit is 1/2"
    ),
    Hostile(
        "critical-weight-coefficient",
        "true",
        lambda: expansion(CRITICAL, lambda p: (2 * own(p) - 1) / p.h, "1/2"),
        "n (2 a - 1) = 1/(2 - 1/n)",
        must=True,
    ),
    Hostile(
        "critical-weight-coefficient-a-little-more",
        "false",
        lambda: expansion(CRITICAL, lambda p: (2 * own(p) - 1) / p.h, "10001/20000"),
        "the limit is 1/2",
    ),
    Hostile(
        "critical-cosine-a-little-less",
        "false",
        lambda: expansion(CRITICAL, _cosine, lambda p: _critical_limit(p) * 9999 / 10000, *PLAIN),
        "the limit is 4 rho/(1 + 3 rho)",
        at={"rho": "1/2", "r": 0},
    ),
    Hostile(
        "critical-cosine-ratio-a-little-less",
        "false",
        lambda: expansion(CRITICAL, _cosine, lambda p: _critical_limit(p) * 9999 / 10000, *PLAIN, ratio=True),
        "the ratio tends to 10000/9999",
        at={"rho": "1/2", "r": 0},
    ),
    Hostile(
        "critical-weight-bound-a-little-less",
        "false",
        lambda: bound(CRITICAL, own, lambda p: (1 + p.h * 6666 / 10000) / 2),
        "a = 2/3 = 1/2 + (1/3)/2 at n = 2",
        at={"n": 2},
    ),
    Hostile(
        "window-weight-a-little-less",
        "false",
        lambda: expansion(WINDOW, own, lambda p: p.s, error=within("2499/10000", 1)),
        "n (a - s) -> s (1 - s) = 1/4 at s = 1/2",
        at={"n": 1000, "s": "1/2"},
    ),
    Hostile(
        "cubic-a-little-less",
        "false",
        lambda: bound(FREE, lambda p: p.e * (2 - p.e**2), "10886/10000", var("e", "[0, 2]")),
        "1.08866 at e = sqrt(2/3)",
        at={"e": "8165/10000"},
    ),
    Hostile(
        "cubic-a-little-more",
        "true",
        lambda: bound(FREE, lambda p: p.e * (2 - p.e**2), "10887/10000", var("e", "[0, 2]")),
        "at most 1.088662, at e = sqrt(2/3)",
    ),
    Hostile(
        "supercritical-weight-a-little-less",
        "false",
        lambda: expansion(SUPERCRITICAL, lambda p: (1 - own(p)) / p.v, "9999/10000"),
        "the limit is 1",
        at={"delta": "1/2"},
    ),
    Hostile(
        "overlap-a-little-less",
        "false",
        lambda: bound(FINITE, lambda p: own(p) * (1 - own(p)), "2499/10000"),
        "1/4 where a = 1/2: t = 1/(n - 1)",
        at={"n": 11, "t": "1/10"},
    ),
    # a thousandth of an exponent
    Hostile(
        "critical-weight-a-faster-rate",
        "false",
        lambda: expansion(CRITICAL, own, "1/2", error=big_o("1001/1000")),
        "it is 1/n",
    ),
    Hostile(
        "critical-weight-a-slower-rate",
        "true",
        lambda: expansion(CRITICAL, own, "1/2", error=big_o("999/1000")),
        "it is 1/n",
        must=True,
    ),
    Hostile(
        "subcritical-weight-a-faster-rate",
        "false",
        lambda: expansion(SUBCRITICAL, own, 0, error=big_o("1/1000", slope=1)),
        "it is n^-delta",
        at={"delta": "1/2"},
    ),
    Hostile(
        "subcritical-weight-a-steeper-rate",
        "false",
        lambda: expansion(SUBCRITICAL, own, 0, error=big_o(0, slope="1001/1000")),
        "it is n^-delta",
        at={"delta": "9/10"},
    ),
    Hostile(
        "subcritical-weight-a-flatter-rate",
        "true",
        lambda: expansion(SUBCRITICAL, own, 0, error=big_o(0, slope="999/1000")),
        "it is n^-delta",
        must=True,
    ),
    Hostile(
        "supercritical-weight-with-a-log-below",
        "false",
        lambda: expansion(SUPERCRITICAL, lambda p: 1 - own(p), 0, error=big_o(0, slope=1, logs=-1)),
        "it is n^-delta",
        at={"delta": "1/2"},
    ),
    Hostile(
        "bound-with-a-log-below",
        "false",
        lambda: expansion(CRITICAL, own, "1/2", error=within(1, 1, logs=-1)),
        "log n <= 4 - 2/n ends at n = 52",
        at={"n": 100},
    ),
    Hostile(
        "bound-that-ends-at-a-million",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h, 0, error=within(10**6, 2)),
        "1/n <= 10^6/n^2 up to n = 10^6",
        at={"n": 10**6 + 1},
    ),
    Hostile(
        "bound-that-ends-at-a-googol",
        "false",
        lambda: expansion(LENGTHS, lambda p: p.h, 0, error=within(10**100, 2)),
        "1/n <= 10^100/n^2 up to n = 10^100",
        at={"n": "10^101"},
    ),
    Hostile(
        "a-negative-constant",
        "false",
        lambda: expansion(CRITICAL, own, own, error=within(-1, 1)),
        "0 <= -1/n never holds",
        at={"n": 2},
    ),
    Hostile(
        "a-constant-of-nothing",
        "false",
        lambda: expansion(CRITICAL, own, "1/2", error=within(0, 1)),
        "a > 1/2",
        at={"n": 2},
    ),
)
