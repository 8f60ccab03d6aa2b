"""Domains nobody is in: empty, contradictory, doubled, of fewer than two tokens, with ends that are no numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import Any

from critscale.theory.assumptions import CORRELATION, NO_RESIDUAL, ORTHOGONAL, POSITIVE_RESIDUAL, Assumption
from critscale.theory.layer.regimes import CRITICAL, FINITE, FREE, LENGTHS, SUBCRITICAL, SUPERCRITICAL, WINDOW

from .hostile import Hostile
from .words import PLAIN, bound, depths, expansion, gap, identity, monotone, own, var, within


def _ends(low: Any, high: Any, *, integer: bool = False) -> Assumption:
    """Return an assumption with ends that are no fractions."""
    return Assumption(name="e", meaning="a number", low=low, high=high, integer=integer)


ENTRIES = (
    # fewer than two tokens
    Hostile(
        "from-minus-five",
        "vacuous",
        lambda: bound(CRITICAL, 1, lambda p: p.h, valid_from=-5),
        "a context has at least two tokens",
    ),
    Hostile("from-zero", "vacuous", lambda: bound(CRITICAL, own, 1, valid_from=0), "1/n at n = 0"),
    Hostile("from-one", "vacuous", lambda: bound(FINITE, gap, 1, valid_from=1), "one token has no other"),
    Hostile(
        "error-from-minus-five",
        "vacuous",
        lambda: expansion(CRITICAL, own, "1/2", error=within("1/10", 1, valid_from=-5)),
        "a context has at least two tokens",
    ),
    Hostile(
        "error-from-one",
        "vacuous",
        lambda: expansion(CRITICAL, own, "1/2", error=within(1, 1, valid_from=1)),
        "one token has no other",
    ),
    Hostile(
        "monotone-from-minus-five",
        "vacuous",
        lambda: monotone(CRITICAL, lambda p: p.e * (3 - 1 / p.h), "e", "increasing", var("e", "[0, 1]"), valid_from=-5),
        "a context has at least two tokens",
    ),
    # empty
    Hostile(
        "open-at-both-ends-of-nothing",
        "vacuous",
        lambda: bound(FREE, 1, 0, var("e", "(0, 0)")),
        "no e is between 0 and 0",
    ),
    Hostile(
        "open-at-one-end-of-nothing",
        "vacuous",
        lambda: bound(FREE, 1, 0, var("e", "[1, 1)")),
        "no e is at least 1 and below 1",
    ),
    Hostile(
        "open-at-the-other-end",
        "vacuous",
        lambda: identity(FREE, 1, 0, var("e", "(1, 1]")),
        "no e is above 1 and at most 1",
    ),
    Hostile(
        "backwards",
        "vacuous",
        lambda: bound(FREE, lambda p: p.e, 0, var("e", "[2, 1]")),
        "no e is at least 2 and at most 1",
    ),
    Hostile(
        "no-integer-within",
        "vacuous",
        lambda: identity(FREE, lambda p: p.k, 0, var("k", "[1/3, 2/3]", integer=True)),
        "no integer is there",
    ),
    Hostile(
        "no-integer-between-two",
        "vacuous",
        lambda: identity(FREE, lambda p: p.k, 0, var("k", "(1, 2)", integer=True)),
        "no integer is there",
    ),
    Hostile(
        "half-an-integer",
        "vacuous",
        lambda: identity(FREE, lambda p: 2 * p.k, 1, var("k", "[1/2, 1/2]", integer=True)),
        "1/2 is no integer",
    ),
    Hostile(
        "empty-in-a-limit",
        "vacuous",
        lambda: expansion(CRITICAL, own, 1, var("e", "(0, 0)")),
        "no e is between 0 and 0",
    ),
    Hostile(
        "empty-in-a-monotone",
        "vacuous",
        lambda: monotone(FREE, lambda p: -p.e, "e", "increasing", var("e", "(1, 1)")),
        "no e is between 1 and 1",
    ),
    Hostile(
        "empty-correlation",
        "vacuous",
        lambda: expansion(CRITICAL, own, 1, replace(CORRELATION, high=Fraction(0))),
        "no rho is there",
    ),
    Hostile(
        "empty-depth",
        "vacuous",
        lambda: expansion(SUBCRITICAL, own, 1, var("delta", "(1/2, 1/2)")),
        "no delta is there",
    ),
    Hostile("empty-weight-ratio", "vacuous", lambda: bound(FINITE, 1, 0, var("t", "(1, 1]")), "no t is there"),
    # contradictory
    Hostile(
        "same-variable-twice",
        "vacuous",
        lambda: bound(FREE, lambda p: p.e, 1, var("e", "[0, 9]"), var("e", "[0, 1]")),
        "e has two ranges",
    ),
    Hostile(
        "same-variable-twice-alike",
        "vacuous",
        lambda: bound(FREE, lambda p: p.e, 1, var("e", "[0, 1]"), var("e", "[0, 1]")),
        "e is said twice",
    ),
    Hostile(
        "correlation-twice",
        "vacuous",
        lambda: identity(FREE, lambda p: p.rho, 0, CORRELATION, ORTHOGONAL),
        "rho is positive, and it is 0",
    ),
    Hostile(
        "residual-twice",
        "vacuous",
        lambda: identity(CRITICAL, lambda p: p.r, 0, POSITIVE_RESIDUAL, NO_RESIDUAL),
        "r is positive, and it is 0",
    ),
    Hostile(
        "depth-twice",
        "vacuous",
        lambda: expansion(SUBCRITICAL, lambda p: p.t / p.u, 0, var("delta", "(1/2, 1)"), var("delta", "(0, 1/2)")),
        "delta has two ranges",
    ),
    Hostile(
        "depth-of-the-other-phase",
        "vacuous",
        lambda: expansion(SUBCRITICAL, lambda p: p.u, 0, var("delta", "[1, 2]")),
        "delta < 1 below the critical gamma",
    ),
    Hostile(
        "no-depth",
        "vacuous",
        lambda: expansion(SUPERCRITICAL, lambda p: p.v, 1, var("delta", "[0, 0]")),
        "delta > 0 above the critical gamma",
    ),
    Hostile(
        "all-in-the-window", "vacuous", lambda: identity(WINDOW, own, 1, var("s", "[1, 1]")), "s < 1 at every kappa"
    ),
    Hostile(
        "stratum-outside",
        "vacuous",
        lambda: expansion(SUBCRITICAL, own, 1, stratum=depths(2, 3)),
        "delta < 1 below the critical gamma",
    ),
    Hostile(
        "stratum-backwards",
        "vacuous",
        lambda: expansion(SUBCRITICAL, own, 1, stratum=depths("3/4", "1/4")),
        "no delta is there",
    ),
    Hostile(
        "stratum-at-an-open-end",
        "vacuous",
        lambda: expansion(SUBCRITICAL, lambda p: p.u, 1, stratum=depths(0, 0)),
        "delta > 0 below the critical gamma",
    ),
    Hostile(
        "stratum-outside-in-an-error",
        "vacuous",
        lambda: expansion(SUBCRITICAL, own, 1, error=within(1, 5), stratum=depths(1, 1)),
        "delta < 1 below the critical gamma",
    ),
    # no numbers
    Hostile("float-end", "vacuous", lambda: bound(FREE, lambda p: p.e, 1, _ends(0.1, 0.9)), "the ends are floats"),
    Hostile("end-nan", "vacuous", lambda: bound(FREE, lambda p: p.e, 1, _ends(math.nan, Fraction(1))), "NaN is no end"),
    Hostile(
        "end-infinite",
        "vacuous",
        lambda: bound(FREE, lambda p: p.e, 1, _ends(Fraction(0), math.inf)),
        "an unbounded range has no end",
    ),
    Hostile(
        "low-end-infinite",
        "vacuous",
        lambda: bound(FREE, lambda p: p.e, 1, _ends(-math.inf, Fraction(1))),
        "a range has a low end",
    ),
    # unknown
    Hostile(
        "monotone-in-nothing",
        "vacuous",
        lambda: monotone(FREE, lambda p: p.e, "f", "increasing", var("e", "[0, 1]")),
        "there is no f",
    ),
    Hostile(
        "monotone-in-the-unassumed",
        "vacuous",
        lambda: monotone(LENGTHS, lambda p: p.h, "rho", "increasing"),
        "there is no rho",
    ),
    Hostile(
        "monotone-in-the-depth-of-nothing",
        "vacuous",
        lambda: monotone(CRITICAL, own, "delta", "decreasing", *PLAIN),
        "the critical gamma has no depth",
    ),
)
