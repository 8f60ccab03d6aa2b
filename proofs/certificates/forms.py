"""The symbolic forms of a statement's sides, and whether they are what the formulas say.

A derivation speaks of a form.  Before it counts, form and formula are compared in balls at points of the domain; and
whatever a formula divides by must not vanish there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

from flint import arb

from ...numerics.numbers.precision import working_precision
from ...numerics.settings.length import ContextLength
from ...theory.assumptions import Assumption
from ...theory.errors import CritscaleError
from ...theory.expansions.chart import Chart, ChartFormula, Form, finite_chart
from ...theory.expansions.polynomial import Polynomial, fraction
from ...theory.expansions.rational_function import RationalFunction
from ...theory.field import MissingFunction
from ...theory.layer.domain import THETA
from ...theory.layer.regimes import Point, UnknownVariable
from ..evidence import Evidence, Verdict
from ..search.decision import SHARP
from ..search.polynomial import polynomial_ball
from ..search.samples import NotExact, Sample, Sampler
from ..sides import at
from .argument import Argument
from .certificate import prove_product
from .files import Inequality, as_text

PRECISIONS = (128, 512, 2048)
"""Bits at which form and formula are compared, one after the other, until both are sharp."""
BOXES = 200
"""Boxes that may be visited to show that a divisor has no zero."""


class NotTheFormula(CritscaleError):
    """A symbolic form that is not its formula."""


def forms(here: Chart, formulas: tuple[ChartFormula, ...]) -> tuple[Form, ...]:
    """Return the forms of formulas on a chart, each compared with its formula at points of the domain.

    Raises
    ------
    NotTheFormula
        If a form and its formula differ at a point, or none could be compared.
    MissingFunction, BadInput, Undefined
        As `Chart.form`; a branch or a float is refused too where there is no symbolic form that would show it.
    """
    try:
        found = here.form(*(lambda p, f=f: at(f, p) for f in formulas))
    except MissingFunction:
        for formula in formulas:
            at(formula, here.opaque())
        raise
    for formula, form in zip(formulas, found, strict=True):
        # a list: every place is compared, not only the first that agrees
        if not any([_agrees(here, formula, form, place) for place in Sampler(here.domain).places()]):
            why = "neither is a sharp number at any point that was tried"
            raise NotTheFormula("the symbolic form of a side and its formula", why, "look for a division by 0")
    return found


def _agrees(here: Chart, formula: ChartFormula, form: Form, place: Sample) -> bool:
    """Tell whether form and formula were compared at a place; refuse where they differ."""
    exact = _exactly(here, formula, form, place)
    if exact is not None and exact[0] != exact[1]:
        raise _differ(str(exact[1]), str(exact[0]), place)
    for bits in PRECISIONS:
        with working_precision(bits):
            point = place.at(here.domain.regime)
            value, other = at(formula, point), fraction_ball(form.value, generators(here, point))
            difference, size = value - other, abs(value) + abs(other)
            if not difference.is_finite():
                continue
            if not difference.contains(0):
                raise _differ(other.str(6, radius=False), value.str(6, radius=False), place)
            sharp = difference.rad() * arb(2) ** SHARP <= size.upper()
            zero = bits == PRECISIONS[-1] and difference.rad() * arb(2) ** (bits // 2) < 1  # so may both be
            if sharp or zero:
                return True
    return exact is not None


def _differ(form: str, formula: str, place: Sample) -> NotTheFormula:
    why = f"it is {form}, the formula {formula} at {place.text()}"
    mend = "a side is one line of algebra for all points: no branch, no float, no abs, no state"
    return NotTheFormula("the symbolic form of a side", why, mend)


def _exactly(here: Chart, formula: ChartFormula, form: Form, place: Sample) -> tuple[Fraction, Fraction] | None:
    """Return what formula and form are at a place in exact numbers, or None where one of them has none."""
    if here.root > 1:
        return None
    try:
        point = place.exactly(here.domain.regime)
        value = at(formula, point)
        return value, form.value.numer(vars(point)) / form.value.denom(vars(point))
    except (NotExact, MissingFunction, UnknownVariable, ZeroDivisionError, KeyError):
        return None


def generators(here: Chart, point: Point) -> dict[str, arb]:
    """Return the generators of a chart at a point of balls, the remainder of the Taylor series among them."""
    values = {name: value for name, value in vars(point).items() if isinstance(value, arb)}
    if here.root > 1:
        values |= {name: values[name].root(here.root) for name in here.small}
    if here.log_order is not None:
        values[THETA] = _theta(here, point)
    return values


def _theta(here: Chart, point: Point) -> arb:
    """Return theta of log1p(z) = z - z^2/2 + ... + theta z^K, exactly 0 where z is."""
    found = []

    def log1p(z: arb) -> arb:
        found.append(z)
        return z.log1p()

    for g in here.regime.logarithms:
        if g.large is not None:
            g.large(point, log1p)
    order = here.log_order
    assert order is not None
    if not found or found[0].is_zero():
        return arb(0)
    z = found[0]
    taylor = sum(((-1) ** (k + 1) * z**k / k for k in range(1, order)), arb(0))
    return (z.log1p() - taylor) / z**order


def fraction_ball(value: RationalFunction, values: Mapping[str, arb]) -> arb:
    """Evaluate an element of a chart's field in balls."""
    return polynomial_ball(value.numer, values) / polynomial_ball(value.denom, values)


# ---- where a formula is defined ----------------------------------------------------------------------------------------


def defined(here: Chart, found: Iterable[Form]) -> tuple[Inequality, ...] | Evidence:
    """Return why formulas are defined on the whole domain of a chart of finite n, or the evidence that they may not be.

    Returns
    -------
    tuple of Inequality, or Evidence
        That the square of each factor of a divisor is positive; else a point at which one is zero, or two points between which
        it is, or the divisor of which neither is known.
    """
    parts: dict[Polynomial, None] = {}
    for form in found:
        for divisor in form.divisors:
            for part, _ in divisor.factors()[1]:
                parts[part] = None
    box = _Sides(here.box)
    nonzero = []
    for part in parts:
        argument = _nowhere_zero(part, box)
        if argument is None:
            return _undefined(here, part)
        nonzero.append(Inequality("a side divides by this polynomial, which has no zero", (part, part), box, True, argument))
    return tuple(nonzero)


def _undefined(here: Chart, part: Polynomial) -> Evidence:
    """Return the evidence that a statement has no value at a point, or may have none: it divides by a polynomial."""
    divisor = f"a side divides by {as_text(part)}"
    if zero := _zero(here, part):
        detail = f"undefined at {zero.text()}: {divisor}, which is 0 there"
        return Evidence("symbolic", Verdict.UNKNOWN, detail, point=zero.shown(), open=True)
    if between := _opposite(here, part):
        detail = f"undefined: {divisor}, which is 0 somewhere between {' and '.join(place.text() for place in between)}"
        return Evidence("symbolic", Verdict.UNKNOWN, detail, open=True)
    return Evidence("symbolic", Verdict.UNKNOWN, f"{divisor}, of which no proof shows that it is nowhere 0; narrow the ranges")


def _opposite(here: Chart, part: Polynomial) -> tuple[Sample, ...]:
    """Return two points between which a divisor passes through zero: n and integers are the same at both."""
    domain, drawn = here.domain, Sampler(here.domain)
    steady = [a.name for a in domain.variables if a.integer]
    seen: dict[object, tuple[Sample, bool]] = {}
    for place in (*drawn.corners(), *drawn.extremes(), *drawn.places()):
        with working_precision(PRECISIONS[0]):
            value = polynomial_ball(part, generators(here, place.at(domain.regime)))
        if not (value > 0 or value < 0):
            continue
        key = (place.length, *(place.values[name] for name in steady))
        other, positive = seen.setdefault(key, (place, value > 0))
        if positive != (value > 0):
            return other, place
    return ()


def _exact_values(place: Sample) -> dict[str, Fraction]:
    """Return the variables at a place, and h = 1/n where there is a length, which has to be an exact one."""
    if place.length is None:
        return dict(place.values)
    assert place.length.exact is not None
    return {**place.values, "h": Fraction(1, place.length.exact)}


class _Sides(dict[str, Assumption]):
    """A box that can be a key of a cache."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


@lru_cache(maxsize=4096)
def _nowhere_zero(part: Polynomial, box: _Sides) -> Argument | None:
    """Return why the square of a polynomial is positive on a box."""
    return prove_product([(part, 2)], box, BOXES, strict=True).argument


def _zero(here: Chart, part: Polynomial) -> Sample | None:
    """Return a corner, a plain point or a rational root at which a divisor is exactly zero, or None."""
    drawn = Sampler(here.domain)
    plain = (*drawn.corners(), *drawn.places())
    if part.variables - set(here.own) - {"h"}:
        places = (*_on_faces(here, part), *(p for p in plain if _zero_ball(here, part, p)))
        return next(iter(places), None)
    for place in (*plain, *_roots(here, part)):
        if part(_exact_values(place)) == 0:
            return place
    return None


def _on_faces(here: Chart, part: Polynomial) -> Iterator[Sample]:
    """Yield a corner of each closed end on which a divisor with logarithms is 0, since logarithms are equal there."""
    domain = here.domain
    for a in domain.variables:
        for end in a.closed_ends if a.fixed is None else ():
            face = domain.narrowed(a.at(end))
            point = finite_chart(face).point({})
            total = 0 * point.one
            for monomial, c in part.terms():
                term = fraction(c) * point.one
                for name, power in zip(part.ring.names, monomial, strict=True):
                    term = term * getattr(point, name) ** power if power else term
                total = total + term
            if not total.value:
                yield next(Sampler(face).corners())


def _zero_ball(here: Chart, part: Polynomial, place: Sample) -> bool:
    """Tell whether a divisor with logarithms or powers of n is exactly zero at a place, in balls."""
    with working_precision(PRECISIONS[0]):
        return bool(polynomial_ball(part, generators(here, place.at(here.domain.regime))).is_zero())


def _roots(here: Chart, part: Polynomial) -> Iterator[Sample]:
    """Yield the points at which a divisor that is linear in a variable vanishes, the other variables at plain values."""
    domain = here.domain
    for place in Sampler(domain).places():
        values = _exact_values(place)
        for name in part.variables:
            if part.degree(name) != 1:
                continue
            low, high = (part({**values, name: Fraction(x)}) for x in (0, 1))
            if high == low:
                continue
            root = low / (low - high)
            along_length = name == "h" and place.length is not None
            if not along_length and domain[name].holds(root):
                yield Sample(place.length, {**place.values, name: root})
            elif along_length and 0 < root <= Fraction(1, domain.valid_from) and root.numerator == 1:
                yield Sample(ContextLength.parse(root.denominator), place.values)
