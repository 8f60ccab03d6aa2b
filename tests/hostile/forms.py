"""Formulas that are no single expression: branches and floats."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from critscale.theory.field import maximum, minimum, sqrt
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL

from .hostile import false, true, undefined
from .words import PLAIN, big_o, bound, expansion, gap, identity, own, var, within

E = var("e", "[0, 1]")
POSITIVE = var("e", "(0, 1]")
THIRD = Fraction(1, 3)


def _float(value: float) -> Any:
    return value


ENTRIES = (
    # branches
    false(
        "max-of-two-shares",
        expansion(CRITICAL, lambda p: max(p.rho, 1 - p.rho), lambda p: 1 - p.rho, *PLAIN),
        "rho is larger at rho = 3/4",
        rho="3/4",
    ),
    false(
        "abs-as-it-is", identity(FREE, lambda p: abs(2 * p.e - 1), lambda p: 2 * p.e - 1, E), "1 and -1 at e = 0", e=0
    ),
    false("abs-turned", identity(FREE, lambda p: abs(2 * p.e - 1), lambda p: 1 - 2 * p.e, E), "1 and -1 at e = 1", e=1),
    false("min-of-two-shares", bound(FREE, lambda p: p.e, lambda p: min(p.e, 1 - p.e), E), "1 > 0 at e = 1", e=1),
    false(
        "sorted-shares",
        identity(FREE, lambda p: sorted((p.e, 1 - p.e))[0], lambda p: p.e, E),
        "the smaller of 3/4 and 1/4 is 1/4",
        e="3/4",
    ),
    false(
        "sorted-shares-the-other-way",
        identity(FREE, lambda p: sorted((p.e, 1 - p.e))[0], lambda p: 1 - p.e, E),
        "the smaller of 1/4 and 3/4 is 1/4",
        e="1/4",
    ),
    false(
        "if-more-than-half",
        identity(FREE, lambda p: 1 - p.e if 2 * p.e > 1 else p.e, lambda p: 1 - p.e, E),
        "e = 1/4 is its own",
        e="1/4",
    ),
    false(
        "if-less-than-half",
        identity(FREE, lambda p: p.e if 2 * p.e < 1 else 1 - p.e, lambda p: 1 - p.e, E),
        "e = 1/4 is its own",
        e="1/4",
    ),
    false(
        "if-equal-to-a-third",
        identity(FREE, lambda p: p.one if 3 * p.e == 1 else 0 * p.e, 0, E),
        "1 at e = 1/3",
        e=Fraction(1, 3),
    ),
    false("if-zero", bound(FREE, lambda p: p.one if p.e == 0 else 0 * p.e, "1/2", E), "1 at e = 0", e=0),
    false("e-or-one", identity(FREE, lambda p: p.e or p.one, lambda p: p.e, E), "1 at e = 0", e=0),
    false("not-e", identity(FREE, lambda p: p.one * (not p.e), 0, E), "1 at e = 0", e=0),
    false(
        "max-of-two-rates",
        expansion(SUBCRITICAL, lambda p: max(p.u, p.t), 0, error=big_o(0, slope=1)),
        "n^-(1 - delta) is larger beyond delta = 1/2",
        delta="3/4",
    ),
    false(
        "max-of-two-rates-the-other-way",
        expansion(SUBCRITICAL, lambda p: max(p.u, p.t), 0, error=big_o(1, slope=-1)),
        "n^-delta is larger before delta = 1/2",
        delta="1/4",
    ),
    false("abs-of-a-logarithm", identity(LENGTHS, lambda p: abs(p.L - 10), lambda p: p.L - 10), "log 2 < 10", n=2),
    false(
        "min-of-h-and-a-tenth",
        identity(LENGTHS, lambda p: min(p.h, p.one / 10), lambda p: p.h),
        "1/2 > 1/10 at n = 2",
        n=2,
    ),
    false(
        "min-of-h-and-a-tenth-turned", identity(LENGTHS, lambda p: min(p.h, p.one / 10), "1/10"), "1/20 at n = 20", n=20
    ),
    undefined("floor-division", identity(FREE, lambda p: p.e // p.one, 0, E), "a field has no floors"),
    false("floor-of-a-share", identity(FREE, lambda p: math.floor(p.e) * p.one, 0, E), "1 at e = 1", e=1),
    true("abs-of-the-gap", identity(FINITE, lambda p: abs(gap(p)), gap), "a >= b"),
    true("max-with-zero", expansion(CRITICAL, lambda p: max(own(p), 0 * p.h), "1/2", error=big_o(1)), "a > 0"),
    # the field's own maximum and minimum are honest
    true("larger-share-at-least-half", bound(FREE, "1/2", lambda p: maximum(p.e, 1 - p.e), E), "the two add up to 1"),
    false(
        "larger-share-above-half",
        bound(FREE, "50001/100000", lambda p: maximum(p.e, 1 - p.e), E),
        "1/2 at e = 1/2",
        e="1/2",
    ),
    false(
        "smaller-share-is-the-first",
        identity(FREE, lambda p: minimum(p.e, 1 - p.e), lambda p: p.e, E),
        "e > 1 - e",
        e=1,
    ),
    true("root-above-its-square", bound(FREE, lambda p: p.e, lambda p: sqrt(p.e), POSITIVE), "e <= sqrt e on [0, 1]"),
    false("root-below-its-square", bound(FREE, lambda p: sqrt(p.e), lambda p: p.e, E), "sqrt(1/4) > 1/4", e="1/4"),
    # floats
    false("float-side", bound(CRITICAL, own, lambda p: _float(0.6666)), "a = 2/3 at n = 2", n=2),
    undefined(
        "float-sum",
        identity(FREE, lambda p: p.e * 0.1 + p.e * 0.2, lambda p: p.e * 0.3, E),
        "true of tenths and false of floats: 0.1 + 0.2 > 0.3 in binary",
    ),
    undefined(
        "float-third",
        identity(FREE, lambda p: p.e * (1 / 3) * 3, lambda p: p.e, E),
        "true of a third and false of the float 1/3",
    ),
    undefined(
        "float-logarithm",
        identity(CRITICAL, lambda p: p.neg_log_s, lambda p: math.log(2) * p.one),
        "true of log 2 and false of the float",
    ),
    undefined("float-power", bound(FREE, lambda p: p.e, lambda p: p.e**0.5, E), "a float is no exponent of a formula"),
    undefined("float-tiny", bound(FREE, lambda p: p.e, lambda p: p.e + 1e-400, E), "the float 1e-400 is 0"),
    false(
        "float-of-an-element",
        bound(FREE, lambda p: p.e, lambda p: p.one * float(p.e), E),
        "the float next to 1/3 lies below it",
        e="1/3",
    ),
    false(
        "constant-from-a-float",
        expansion(CRITICAL, own, "1/2", error=within(Fraction(0.3333), 1)),
        "n (a - 1/2) = 1/3 at n = 2",
        n=2,
    ),
)
