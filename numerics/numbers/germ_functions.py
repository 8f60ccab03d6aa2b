"""The elementary functions of germs: `theory.field` at n = oo.

Where the arguments are constants up to their tails, the function of balls decides, and a tail stays a tail.
"""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq

from ...theory import field
from .germ import NOTHING, VANISHING, Germ, Operand, Sign, germ
from .indeterminate import HOPELESS, LOGARITHMS, IndeterminateForm, OpenSign
from .laurent import HALF, ZERO, Coefficient, Laurent, root, series


def constants(*germs: Germ) -> list[Coefficient] | None:
    """Return the numbers that germs are up to their tails, or None if one is no number."""
    found = [None if g.beyond else g.series.constant for g in germs]
    known = [c for c in found if c is not None]
    return known if len(known) == len(germs) else None


def number(value: Coefficient, tail: Sign = None) -> Germ:
    """Return a number up to a tail of some sign."""
    return Germ(series(0, [value]), tail)


@field.exp.register
def _(x: Germ) -> Germ:
    if x.beyond or (x.series.coefficients and x.series.top > 0):
        return Germ(ZERO, 0, 1) if x.sign() > 0 else VANISHING
    return Germ(x.series.exp(), x.tail)


@field.expm1.register
def _(x: Germ) -> Germ:
    found = constants(x)
    if found is None:
        return field.exp(x) - 1  # type: ignore[no-any-return]
    return number(field.expm1(arb(found[0])), x.tail)


@field.log1p.register
def _(x: Germ) -> Germ:
    found = constants(x)
    if found is None or (1 + x).is_small:
        return field.log(1 + x)  # type: ignore[no-any-return]
    return number(field.log1p(arb(found[0])), x.tail)


@field.log.register
def _(x: Germ) -> Germ:
    if x.is_small:
        if x.tail == 0:
            raise IndeterminateForm("the logarithm of 0", HOPELESS)
        raise IndeterminateForm("the logarithm of a number that vanishes like an unknown power of n", LOGARITHMS)
    if x.beyond:
        raise IndeterminateForm("the logarithm of a number that grows like an unknown power of n", LOGARITHMS)
    return Germ(x.series.log(), x.tail)


@field.sqrt.register
def _(x: Germ) -> Germ:
    found = constants(x)
    if found is not None and isinstance(found[0], arb):
        # A ball may reach below 0, where the number is known not to be.
        return number(root(found[0]), x.tail if found[0] > 0 else None)
    return x**HALF


@field.minimum.register
def _(x: Germ, y: Operand) -> Germ:
    return _chosen(x, germ(y), -1, lambda a, b: a.min(b))


@field.maximum.register
def _(x: Germ, y: Operand) -> Germ:
    return _chosen(x, germ(y), 1, lambda a, b: a.max(b))


def _chosen(x: Germ, y: Germ, side: int, choose: Callable[[arb, arb], arb]) -> Germ:
    """Return the germ on one side of the other; where balls leave that open, what encloses both."""
    if x.beyond and x.beyond == y.beyond:
        return x
    difference = x - y
    if difference.is_small and difference.tail is None:
        return Germ(x.series, x.tail if x.tail == y.tail else None)
    try:
        return x if difference.sign() * side >= 0 else y
    except OpenSign:
        a, b = x.series, y.series
        top = max(s.top for s in (a, b))
        last = min(s.top - len(s.coefficients) for s in (a, b))
        hull = [_hull(a.at(k), b.at(k)) for k in range(top, last, -1)]
        hull[0] = choose(arb(a.at(top)), arb(b.at(top)))
        known = [s.unknown for s in (a, b) if s.unknown is not None]
        return Germ(series(top, hull, max(known, default=None)), None)


def _hull(a: Coefficient, b: Coefficient) -> Coefficient:
    return a if a == b else arb(a).union(arb(b))


@field.hypot.register
def _(x: Germ, y: Operand) -> Germ:
    y = germ(y)
    found = constants(x, y)
    if found is None:
        return (x * x + y * y) ** HALF
    if x.is_small and y.is_small:
        return NOTHING if x.tail == y.tail == 0 else VANISHING if x.tail or y.tail else Germ(ZERO, None)
    return number(root(found[0] * found[0] + found[1] * found[1]))


@field.radical.register
def _(x: Germ, y: Operand) -> Germ:
    y = germ(y)
    found = constants(x, y)
    if found is not None:
        a, b = found
        exact = a * a + b
        return number(root(exact) if isinstance(exact, fmpq) else field.radical(arb(a), arb(b)))
    if y.is_small:  # sqrt(x^2 + y) is |x| up to a tail
        size = abs(x)
        return size if size.beyond or y.tail == 0 else Germ(size.series, None)
    return (x * x + y) ** HALF


@field.spectral_norm.register
def _(x: Germ, y: Operand, s: Operand, t: Operand, r: Operand, u: Operand, v: Operand) -> Germ:
    entries = [germ(c) for c in (x, y, s, t, r, u, v)]
    found = constants(*entries)
    if found is not None:
        return number(field.spectral_norm(*map(arb, found)))
    x, y, s, t, r, u, v = entries
    if not (y.is_small and s.is_small and v.is_small):
        raise IndeterminateForm("the norm of a growing block that does not fall apart")
    pair = (field.hypot(r + x, u) + field.hypot(r - x, u)) / 2
    larger: Germ = field.maximum(pair, abs(t))
    return larger if larger.beyond else Germ(larger.series, None)


@field.nearest_to_half.register
def _(step: Germ) -> Germ:
    if step.is_small:
        return number(HALF, 0 if step.tail == 0 else None)
    if step.sign() < 0:
        raise IndeterminateForm("the multiples of a negative number", HOPELESS)
    if step.beyond or step.series.top > 0:
        return NOTHING  # 0 times the step is the nearest
    if step.series.top < 0:  # the distance from 1/2 is at most half a step
        return Germ(Laurent(0, (HALF,), step.series.top))
    constant = step.series.constant
    if constant is not None:
        return number(field.nearest_to_half(arb(constant)))
    target = HALF / step.series.at(0) + HALF
    count = arb(target).floor().unique_fmpz() if target < 1 << 64 else None
    if count is None or not target > count:
        raise IndeterminateForm("a tie between two multiples")
    return step * fmpq(count)
