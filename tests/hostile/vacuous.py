"""Domains nobody is in: empty, contradictory, doubled, of fewer than two tokens, with ends that are no numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, ORTHOGONAL, POSITIVE_RESIDUAL, Assumption
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import vacuous
from .words import PLAIN, bound, depths, expansion, gap, identity, monotone, own, var, within


def _ends(low: Any, high: Any, *, integer: bool = False) -> Assumption:
    """Return an assumption with ends that are no fractions."""
    return Assumption(name="e", meaning="a number", low=low, high=high, integer=integer)


ENTRIES = (
    # fewer than two tokens
    vacuous("from-minus-five", bound(CRITICAL, 1, lambda p: p.h, valid_from=-5), "a context has at least two tokens"),
    vacuous("from-zero", bound(CRITICAL, own, 1, valid_from=0), "1/n at n = 0"),
    vacuous("from-one", bound(FINITE, gap, 1, valid_from=1), "one token has no other"),
    vacuous(
        "error-from-minus-five",
        expansion(CRITICAL, own, "1/2", error=within("1/10", 1, valid_from=-5)),
        "a context has at least two tokens",
    ),
    vacuous(
        "error-from-one", expansion(CRITICAL, own, "1/2", error=within(1, 1, valid_from=1)), "one token has no other"
    ),
    vacuous(
        "monotone-from-minus-five",
        monotone(CRITICAL, lambda p: p.e * (3 - 1 / p.h), "e", "increasing", var("e", "[0, 1]"), valid_from=-5),
        "a context has at least two tokens",
    ),
    # empty
    vacuous("open-at-both-ends-of-nothing", lambda: bound(FREE, 1, 0, var("e", "(0, 0)")), "no e is between 0 and 0"),
    vacuous(
        "open-at-one-end-of-nothing", lambda: bound(FREE, 1, 0, var("e", "[1, 1)")), "no e is at least 1 and below 1"
    ),
    vacuous("open-at-the-other-end", lambda: identity(FREE, 1, 0, var("e", "(1, 1]")), "no e is above 1 and at most 1"),
    vacuous("backwards", lambda: bound(FREE, lambda p: p.e, 0, var("e", "[2, 1]")), "no e is at least 2 and at most 1"),
    vacuous(
        "no-integer-within",
        lambda: identity(FREE, lambda p: p.k, 0, var("k", "[1/3, 2/3]", integer=True)),
        "no integer is there",
    ),
    vacuous(
        "no-integer-between-two",
        lambda: identity(FREE, lambda p: p.k, 0, var("k", "(1, 2)", integer=True)),
        "no integer is there",
    ),
    vacuous(
        "half-an-integer",
        lambda: identity(FREE, lambda p: 2 * p.k, 1, var("k", "[1/2, 1/2]", integer=True)),
        "1/2 is no integer",
    ),
    vacuous("empty-in-a-limit", lambda: expansion(CRITICAL, own, 1, var("e", "(0, 0)")), "no e is between 0 and 0"),
    vacuous(
        "empty-in-a-monotone",
        lambda: monotone(FREE, lambda p: -p.e, "e", "increasing", var("e", "(1, 1)")),
        "no e is between 1 and 1",
    ),
    vacuous(
        "empty-correlation",
        lambda: expansion(CRITICAL, own, 1, replace(CORRELATION, high=Fraction(0))),
        "no rho is there",
    ),
    vacuous("empty-depth", lambda: expansion(SUBCRITICAL, own, 1, var("delta", "(1/2, 1/2)")), "no delta is there"),
    vacuous("empty-weight-ratio", lambda: bound(FINITE, 1, 0, var("t", "(1, 1]")), "no t is there"),
    # contradictory
    vacuous(
        "same-variable-twice", bound(FREE, lambda p: p.e, 1, var("e", "[0, 9]"), var("e", "[0, 1]")), "e has two ranges"
    ),
    vacuous(
        "same-variable-twice-alike",
        bound(FREE, lambda p: p.e, 1, var("e", "[0, 1]"), var("e", "[0, 1]")),
        "e is said twice",
    ),
    vacuous(
        "correlation-twice", identity(FREE, lambda p: p.rho, 0, CORRELATION, ORTHOGONAL), "rho is positive, and it is 0"
    ),
    vacuous(
        "residual-twice",
        identity(CRITICAL, lambda p: p.r, 0, POSITIVE_RESIDUAL, NO_RESIDUAL),
        "r is positive, and it is 0",
    ),
    vacuous(
        "depth-twice",
        expansion(SUBCRITICAL, lambda p: p.t / p.u, 0, var("delta", "(1/2, 1)"), var("delta", "(0, 1/2)")),
        "delta has two ranges",
    ),
    vacuous(
        "depth-of-the-other-phase",
        expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[1, 2]")),
        "delta < 1 below the critical gamma",
    ),
    vacuous(
        "no-depth",
        expansion(SUPERCRITICAL, lambda p: p.v, 1, var("delta", "[0, 0]")),
        "delta > 0 above the critical gamma",
    ),
    vacuous("all-in-the-window", identity(WINDOW, own, 1, var("s", "[1, 1]")), "s < 1 at every kappa"),
    vacuous(
        "stratum-outside", expansion(SUBCRITICAL, own, 1, stratum=depths(2, 3)), "delta < 1 below the critical gamma"
    ),
    vacuous("stratum-backwards", expansion(SUBCRITICAL, own, 1, stratum=depths("3/4", "1/4")), "no delta is there"),
    vacuous(
        "stratum-at-an-open-end",
        expansion(SUBCRITICAL, lambda p: p.u, 1, stratum=depths(0, 0)),
        "delta > 0 below the critical gamma",
    ),
    vacuous(
        "stratum-outside-in-an-error",
        expansion(SUBCRITICAL, own, 1, error=within(1, 5), stratum=depths(1, 1)),
        "delta < 1 below the critical gamma",
    ),
    # no numbers
    vacuous("float-end", lambda: bound(FREE, lambda p: p.e, 1, _ends(0.1, 0.9)), "the ends are floats"),
    vacuous("end-nan", lambda: bound(FREE, lambda p: p.e, 1, _ends(math.nan, Fraction(1))), "NaN is no end"),
    vacuous(
        "end-infinite",
        lambda: bound(FREE, lambda p: p.e, 1, _ends(Fraction(0), math.inf)),
        "an unbounded range has no end",
    ),
    vacuous(
        "low-end-infinite",
        lambda: bound(FREE, lambda p: p.e, 1, _ends(-math.inf, Fraction(1))),
        "a range has a low end",
    ),
    # unknown
    vacuous(
        "monotone-in-nothing", monotone(FREE, lambda p: p.e, "f", "increasing", var("e", "[0, 1]")), "there is no f"
    ),
    vacuous("monotone-in-the-unassumed", monotone(LENGTHS, lambda p: p.h, "rho", "increasing"), "there is no rho"),
    vacuous(
        "monotone-in-the-depth-of-nothing",
        monotone(CRITICAL, own, "delta", "decreasing", *PLAIN),
        "the critical gamma has no depth",
    ),
)
