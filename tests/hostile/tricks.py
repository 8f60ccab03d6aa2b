"""Formulas that work against the prover: they swallow its refusals, skip the points, change them, ask who is asking."""

from __future__ import annotations

from itertools import count
from typing import Any

from hypothesis import reject

from critscale.proofs.kinds import Monotone
from critscale.theory.expansions.chart import ChartFormula
from critscale.theory.field import Scalar, exp
from critscale.theory.layer.regimes import CRITICAL, FREE, LENGTHS, Point

from .hostile import Built, false, undefined
from .words import big_o, bound, expansion, identity, own, var

E = var("e", "[0, 1]")


def _is_number(x: Scalar) -> bool:
    """Tell a number from an element of the chart's field."""
    return type(x).__module__.split(".")[0] in {"flint", "mpmath"}


def _turning() -> ChartFormula:
    """Return a formula that is e when it is asked first, and e + 1 ever after."""
    calls = count()
    return lambda p: p.e + min(next(calls), 1)


def _by_type(p: Point) -> Scalar:
    """Return e in the field of the chart, and e^2 in numbers."""
    return p.e**2 if _is_number(p.e) else p.e


def _by_length(p: Point) -> Scalar:
    """Return a in the field of the chart, and 1 - a in numbers."""
    return 1 - own(p) if _is_number(p.h) else own(p)


def _takes(p: Point) -> Scalar:
    """Return 0, and leave 0 in the place of the variable for whoever comes next."""
    p.taken = 0 * p.taken
    return p.taken


def _lengthens(p: Point) -> Scalar:
    """Return n, and leave n in the place of 1/n for whoever comes next."""
    p.h = 1 / p.h
    return p.h


def _numbers_only(p: Point) -> Scalar:
    """Return e in numbers; in the field of the chart there is no such thing."""
    if not _is_number(p.e):
        raise TypeError("numbers only")
    return p.e


def _swallows(p: Point) -> Scalar:
    """Return the larger of e and 1 - e; where that is refused, e."""
    try:
        return max(p.e, 1 - p.e)
    except Exception:  # noqa: BLE001  (this is the trick)
        return p.e


def _swallows_abs(p: Point) -> Scalar:
    """Return the distance of e from 1/2; where that is refused, e - 1/2."""
    try:
        return abs(2 * p.e - 1)
    except Exception:  # noqa: BLE001  (this is the trick)
        return 2 * p.e - 1


def _skips(p: Point) -> Scalar:
    """Return e^x, x = e - 1/2, and tell the search that a point where that is above 1 does not count."""
    value = exp(p.e - p.one / 2)
    if value > 1:
        reject()
    return value


def _fails_above(p: Point) -> Scalar:
    """Return e^x, x = e - 1/2, and fail where that is above 1."""
    value = exp(p.e - p.one / 2)
    if value > 1:
        raise ArithmeticError("too large")
    return value


def _sideways(direction: Any) -> Built:
    """Return that e moves a way that is none."""
    return Monotone(regime=FREE, quantity=lambda p: p.e, variable="e", direction=direction), (E,)


ENTRIES = (
    false(
        "turns-after-the-first-call",
        lambda: identity(FREE, _turning(), lambda p: p.e, E),
        "e + 1 from the second call on",
        e=0,
    ),
    false(
        "one-thing-in-symbols-another-in-numbers", identity(FREE, _by_type, lambda p: p.e, E), "e^2 is not e", e="1/2"
    ),
    false("bound-in-symbols-only", bound(FREE, lambda p: p.e, _by_type, E), "e^2 < e at e = 1/2", e="1/2"),
    false("rate-in-symbols-only", expansion(CRITICAL, _by_length, own, error=big_o(2)), "1 - 2 a ~ -1/(2 n)"),
    false(
        "numbers-only",
        bound(FREE, _numbers_only, "999999999999/1000000000000", var("e", "[0, 1)")),
        "the supremum is 1",
        e="9999999999999/10000000000000",
    ),
    false(
        "changes-the-point",
        identity(FREE, _takes, lambda p: p.taken, var("taken", "[0, 1]")),
        "0 is not every number",
        taken=1,
    ),
    false(
        "changes-the-point-of-a-bound", bound(FREE, lambda p: p.taken, _takes, var("taken", "[0, 2]")), "0 < 1", taken=1
    ),
    false(
        "changes-the-length",
        identity(LENGTHS, _lengthens, lambda p: p.h, var("only", "[0, 1]")),
        "n is not 1/n",
        n=2,
        only=0,
    ),
    false("swallows-a-refusal", identity(FREE, _swallows, lambda p: p.e, E), "1 - e > e at e = 1/4", e="1/4"),
    false("swallows-a-refusal-in-a-bound", bound(FREE, _swallows, lambda p: p.e, E), "1 - e > e at e = 1/4", e="1/4"),
    false(
        "swallows-a-refusal-of-abs",
        bound(FREE, lambda p: _swallows_abs(p) / 2, lambda p: p.e / 2, E),
        "1 > 0 at e = 0",
        e=0,
    ),
    undefined("skips-the-points", bound(FREE, _skips, 1, E), "it has no value at e = 1"),
    undefined("fails-at-the-points", bound(FREE, _fails_above, 1, E), "it has no value at e = 1"),
    undefined("moves-sideways", _sideways("sideways"), "a quantity rises or falls"),
    undefined("rises-by-another-word", _sideways("rising"), "the word is increasing"),
    undefined("asks-for-a-variable-nobody-assumed", identity(FREE, lambda p: p.f - p.f, 0, E), "there is no f"),
    undefined("no-number-at-all", identity(FREE, lambda p: "e", lambda p: "e", E), "a text is no number"),
)
