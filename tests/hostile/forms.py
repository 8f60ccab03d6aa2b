"""Formulas that are no single expression: branches and floats."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from critscale.theory.field import maximum, minimum, sqrt
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL

from .hostile import Hostile
from .words import PLAIN, big_o, bound, expansion, gap, identity, own, var, within

E = var("e", "[0, 1]")
POSITIVE = var("e", "(0, 1]")
THIRD = Fraction(1, 3)


def _float(value: float) -> Any:
    return value


ENTRIES = (
    # branches
    Hostile(
        "max-of-two-shares",
        "false",
        lambda: expansion(CRITICAL, lambda p: max(p.rho, 1 - p.rho), lambda p: 1 - p.rho, *PLAIN),
        "rho is larger at rho = 3/4",
        at={"rho": "3/4"},
    ),
    Hostile(
        "abs-as-it-is",
        "false",
        lambda: identity(FREE, lambda p: abs(2 * p.e - 1), lambda p: 2 * p.e - 1, E),
        "1 and -1 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "abs-turned",
        "false",
        lambda: identity(FREE, lambda p: abs(2 * p.e - 1), lambda p: 1 - 2 * p.e, E),
        "1 and -1 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "min-of-two-shares",
        "false",
        lambda: bound(FREE, lambda p: p.e, lambda p: min(p.e, 1 - p.e), E),
        "1 > 0 at e = 1",
        at={"e": 1},
    ),
    Hostile(
        "sorted-shares",
        "false",
        lambda: identity(FREE, lambda p: sorted((p.e, 1 - p.e))[0], lambda p: p.e, E),
        "the smaller of 3/4 and 1/4 is 1/4",
        at={"e": "3/4"},
    ),
    Hostile(
        "sorted-shares-the-other-way",
        "false",
        lambda: identity(FREE, lambda p: sorted((p.e, 1 - p.e))[0], lambda p: 1 - p.e, E),
        "the smaller of 1/4 and 3/4 is 1/4",
        at={"e": "1/4"},
    ),
    Hostile(
        "if-more-than-half",
        "false",
        lambda: identity(FREE, lambda p: 1 - p.e if 2 * p.e > 1 else p.e, lambda p: 1 - p.e, E),
        "e = 1/4 is its own",
        at={"e": "1/4"},
    ),
    Hostile(
        "if-less-than-half",
        "false",
        lambda: identity(FREE, lambda p: p.e if 2 * p.e < 1 else 1 - p.e, lambda p: 1 - p.e, E),
        "e = 1/4 is its own",
        at={"e": "1/4"},
    ),
    Hostile(
        "if-equal-to-a-third",
        "false",
        lambda: identity(FREE, lambda p: p.one if 3 * p.e == 1 else 0 * p.e, 0, E),
        "1 at e = 1/3",
        at={"e": Fraction(1, 3)},
    ),
    Hostile(
        "if-zero",
        "false",
        lambda: bound(FREE, lambda p: p.one if p.e == 0 else 0 * p.e, "1/2", E),
        "1 at e = 0",
        at={"e": 0},
    ),
    Hostile(
        "e-or-one", "false", lambda: identity(FREE, lambda p: p.e or p.one, lambda p: p.e, E), "1 at e = 0", at={"e": 0}
    ),
    Hostile("not-e", "false", lambda: identity(FREE, lambda p: p.one * (not p.e), 0, E), "1 at e = 0", at={"e": 0}),
    Hostile(
        "max-of-two-rates",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: max(p.u, p.t), 0, error=big_o(0, slope=1)),
        "n^-(1 - delta) is larger beyond delta = 1/2",
        at={"delta": "3/4"},
    ),
    Hostile(
        "max-of-two-rates-the-other-way",
        "false",
        lambda: expansion(SUBCRITICAL, lambda p: max(p.u, p.t), 0, error=big_o(1, slope=-1)),
        "n^-delta is larger before delta = 1/2",
        at={"delta": "1/4"},
    ),
    Hostile(
        "abs-of-a-logarithm",
        "false",
        lambda: identity(LENGTHS, lambda p: abs(p.L - 10), lambda p: p.L - 10),
        "log 2 < 10",
        at={"n": 2},
    ),
    Hostile(
        "min-of-h-and-a-tenth",
        "false",
        lambda: identity(LENGTHS, lambda p: min(p.h, p.one / 10), lambda p: p.h),
        "1/2 > 1/10 at n = 2",
        at={"n": 2},
    ),
    Hostile(
        "min-of-h-and-a-tenth-turned",
        "false",
        lambda: identity(LENGTHS, lambda p: min(p.h, p.one / 10), "1/10"),
        "1/20 at n = 20",
        at={"n": 20},
    ),
    Hostile(
        "floor-division", "undefined", lambda: identity(FREE, lambda p: p.e // p.one, 0, E), "a field has no floors"
    ),
    Hostile(
        "floor-of-a-share",
        "false",
        lambda: identity(FREE, lambda p: math.floor(p.e) * p.one, 0, E),
        "1 at e = 1",
        at={"e": 1},
    ),
    Hostile("abs-of-the-gap", "true", lambda: identity(FINITE, lambda p: abs(gap(p)), gap), "a >= b"),
    Hostile(
        "max-with-zero",
        "true",
        lambda: expansion(CRITICAL, lambda p: max(own(p), 0 * p.h), "1/2", error=big_o(1)),
        "a > 0",
    ),
    # the field's own maximum and minimum are honest
    Hostile(
        "larger-share-at-least-half",
        "true",
        lambda: bound(FREE, "1/2", lambda p: maximum(p.e, 1 - p.e), E),
        "the two add up to 1",
    ),
    Hostile(
        "larger-share-above-half",
        "false",
        lambda: bound(FREE, "50001/100000", lambda p: maximum(p.e, 1 - p.e), E),
        "1/2 at e = 1/2",
        at={"e": "1/2"},
    ),
    Hostile(
        "smaller-share-is-the-first",
        "false",
        lambda: identity(FREE, lambda p: minimum(p.e, 1 - p.e), lambda p: p.e, E),
        "e > 1 - e",
        at={"e": 1},
    ),
    Hostile(
        "root-above-its-square",
        "true",
        lambda: bound(FREE, lambda p: p.e, lambda p: sqrt(p.e), POSITIVE),
        "e <= sqrt e on [0, 1]",
    ),
    Hostile(
        "root-below-its-square",
        "false",
        lambda: bound(FREE, lambda p: sqrt(p.e), lambda p: p.e, E),
        "sqrt(1/4) > 1/4",
        at={"e": "1/4"},
    ),
    # floats
    Hostile(
        "float-side", "false", lambda: bound(CRITICAL, own, lambda p: _float(0.6666)), "a = 2/3 at n = 2", at={"n": 2}
    ),
    Hostile(
        "float-sum",
        "undefined",
        lambda: identity(FREE, lambda p: p.e * 0.1 + p.e * 0.2, lambda p: p.e * 0.3, E),
        "true of tenths and false of floats: 0.1 + 0.2 > 0.3 in binary",
    ),
    Hostile(
        "float-third",
        "undefined",
        lambda: identity(FREE, lambda p: p.e * (1 / 3) * 3, lambda p: p.e, E),
        "true of a third and false of the float 1/3",
    ),
    Hostile(
        "float-logarithm",
        "undefined",
        lambda: identity(CRITICAL, lambda p: p.neg_log_s, lambda p: math.log(2) * p.one),
        "true of log 2 and false of the float",
    ),
    Hostile(
        "float-power",
        "undefined",
        lambda: bound(FREE, lambda p: p.e, lambda p: p.e**0.5, E),
        "a float is no exponent of a formula",
    ),
    Hostile(
        "float-tiny",
        "undefined",
        lambda: bound(FREE, lambda p: p.e, lambda p: p.e + 1e-400, E),
        "the float 1e-400 is 0",
    ),
    Hostile(
        "float-of-an-element",
        "false",
        lambda: bound(FREE, lambda p: p.e, lambda p: p.one * float(p.e), E),
        "the float next to 1/3 lies below it",
        at={"e": "1/3"},
    ),
    Hostile(
        "constant-from-a-float",
        "false",
        lambda: expansion(CRITICAL, own, "1/2", error=within(Fraction(0.3333), 1)),
        "n (a - 1/2) = 1/3 at n = 2",
        at={"n": 2},
    ),
)
