"""Limits and expansions: the remainder is derived exactly, then the rescaled difference is watched up to n = 10^(10^6).

The symbolic check divides the difference by leading terms (see `critscale.theory.expansions.expansion`): its exact rate must not
beat the claimed error on any stratum of the depth.  Where a leading coefficient vanishes at a closed end of the domain,
that end is a case of its own.  When the rate is too large the offending coefficient gives the refutation: a parameter point
at which a ball keeps it away from 0, and the difference over its rate, in balls, comes near it at large n.

O and o are meant at each parameter point, unless the statement says uniformly: then one constant is certified for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass, replace
from fractions import Fraction
from math import lcm
from typing import ClassVar, Self

from flint import arb

from ...numerics.numbers.balls import BALLS, rational_ball
from ...numerics.numbers.precision import working_precision
from ...numerics.settings.length import ContextLength
from ...numerics.settings.points import ball_point
from ...theory.assumptions import Assumption
from ...theory.errors import BadInput
from ...theory.expansions.chart import Chart, Form, chart, finite_chart
from ...theory.expansions.element import Undefined
from ...theory.expansions.error_terms import BigO, Error, Exact, LittleO, Within
from ...theory.expansions.expansion import LOG_ORDERS, Division, Undecidable, divisions
from ...theory.expansions.remainder import error_term
from ...theory.expression import Expression, Numeral, fold, names
from ...theory.field import MissingFunction, Scalar
from ...theory.growth import Growth, Stratum
from ...theory.layer.domain import Domain
from ...theory.layer.regimes import CRITICAL, FREE, SUBCRITICAL, SUPERCRITICAL, WINDOW, Point, Regime
from ...theory.layer.registry import QUANTITIES
from ...theory.notation import latex_of_text
from ..budget import Budget
from ..certificates.files import joined
from ..certificates.forms import defined, forms
from ..certificates.positivity import certified
from ..evidence import Evidence, Portable, Verdict, refuted
from ..gallina.proposition import Proposition, Unwritten, Words, argument, atom, gallina
from ..gallina.terms import GallinaTerm, term
from ..pins import Pin
from ..search.counterexample import search
from ..search.decision import Decide, Outcome, Place, decide_nonnegative
from ..search.inequality import inequality
from ..search.rescaling import coefficient_ball, rate_ball, rescaled, rescaled_at, sharp_rate
from ..search.samples import Sample
from ..sides import Side, at
from ..writing import Writing, WrittenSides, error_latex
from .statement import Charted

CONFIRMING = (3, 6, 12, 100, 1000, 10**4, 10**6)
"""A refuted limit is looked at along n = 10^k for these k, until the difference over its rate is near the coefficient."""
FINEST_ROOT = 12
"""A rate with finer fractional powers is not certified: its polynomials are too large."""
DEEPEST = 6
"""Closed ends of so many variables are taken apart, one after the other."""
UNIFORM_CONSTANTS = tuple(Fraction(8) ** k for k in range(-2, 8))
UNIFORM_FROM = 1024
UNIFORM_BOXES = 100
"""Constants of a uniform O that are tried from this n on, and boxes that each may visit."""


A_LOGARITHM = Growth(Fraction(0), logs=1)
"""The finest step between two rates."""
LIMIT = LittleO()
ORDER_TERMS = {WINDOW: "window_terms rho s", CRITICAL: "critical_terms rho"}
"""The tactics that know the terms of a row in a chart."""


@dataclass(frozen=True, slots=True)
class Case:
    """A part of the domain, and the divisions of the difference on it; or why there are none."""

    domain: Domain
    divisions: tuple[Division, ...] = ()
    undecidable: Undecidable | Undefined | None = None


@dataclass(frozen=True, slots=True)
class Expansion(Charted):
    """quantity = value + error as n -> oo; with ``ratio``, quantity / value = 1 + error.

    A limit is an expansion with error o(1).  ``stratum`` restricts the depth delta.
    """

    SIDES: ClassVar[tuple[str, ...]] = ("quantity", "value")
    regime: Regime
    quantity: Side
    value: Side
    error: Error = LIMIT
    _: KW_ONLY
    ratio: bool = False
    stratum: Stratum | None = None

    def domain(self, assumptions: tuple[Assumption, ...]) -> Domain:
        """Return where the statement speaks; refuse a chart without n, and a rate in a depth the chart does not have."""
        if self.regime is FREE:
            raise BadInput("an expansion in the free chart", "it has no n that grows", "state a bound or an identity")
        rate = self.error.rate
        if rate.slope and self.regime.depth is None:
            why = f"the {self.regime.id} chart has no depth delta"
            raise BadInput(f"the rate {rate}", why, "give a rate in n alone")
        return Charted.domain(self, assumptions)

    @property
    def valid_from(self) -> int:
        """The least n it speaks of."""
        return self.error.valid_from

    def difference(self, p: Point) -> Scalar:
        """Return what the error term bounds, at a point of any field."""
        quantity, value = at(self.quantity, p), at(self.value, p)
        return quantity / value - 1 if self.ratio else quantity - value

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check quantity = value + error."""
        domain = self.domain(assumptions)
        found = []
        try:
            cases = list(_cases(self, domain))
        except MissingFunction as error:
            cases = []
            found.append(Evidence("symbolic", Verdict.UNKNOWN, f"not log-rational: {error}"))
        derived = [d for case in cases for d in case.divisions]
        # what rests on the divisions needs all of them, and each of the claimed order
        obeyed = bool(cases) and not any(c.undecidable for c in cases) and all(_obeys(self, d) for d in derived)
        if "symbolic" in methods and cases:
            found.append(_symbolic(self, cases, budget))
        if isinstance(self.error, Within):
            found += _within(self, self.error, domain, derived if obeyed else [], budget, methods, bool(cases))
        elif self.error.uniform and "certificate" in methods and obeyed:
            found.append(_uniform(self, self.error, domain, derived, budget))
        if "rescaled" in methods and obeyed and not refuted(found) and (watched := rescaled(self, derived, budget)):
            found.append(watched)
        return found if not isinstance(self.error, Within) else _of_the_constant(found)

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write a limit, an order, or a bound of the difference."""
        sides = WrittenSides(self.regime, assumptions)
        quantity, value = sides.both(quantity=self.quantity, value=self.value)
        stratum = "" if self.stratum is None else latex_of_text(str(self.stratum))
        what = "quantity/value - 1" if self.ratio else "quantity - value"
        size, first = error_latex(self.error), 0
        match self.error:
            case LittleO():
                moving = {"n", "beta", *QUANTITIES}
                if self.ratio:
                    relation = rf"{quantity} \sim {value}"
                elif sides.found["value"] is None or moving & set(names(sides.found["value"].expression)):
                    relation = f"{quantity} = {value} + o(1)"
                else:
                    relation = rf"{quantity} \to {value}"
                relation += r" \qquad (n \to \infty)"
                left_out = f"{what} tends to 0 as n -> oo."
            case BigO():
                relation = f"{quantity} = {size}" if value == "0" else f"{quantity} = {value} + {size}"
                if self.ratio:
                    relation = rf"{quantity} = \left({value}\right) \left(1 + {size}\right)"
                left_out = f"{what} is of that order as n -> oo; no constant is claimed."
            case Within(valid_from=first):
                difference = rf"\frac{{{quantity}}}{{{value}}} - 1" if self.ratio else sides.minus("quantity", "value")
                relation = rf"\left| {difference} \right| \le {size}"
                left_out = f"|{what}| is at most that for every n >= {first}: a theorem at finite n."
        return sides.writing(relation, valid_from=first, stratum=stratum, error=size, left_out=left_out)

    def own_pins(self) -> tuple[Pin, ...]:
        """Return the pin of an order."""
        return (Pin(),) if isinstance(self.error, BigO) else ()

    def pinned(self, pin: Pin) -> tuple[Self, str] | None:
        """Take log n off an order; make a constant smaller, or its least n."""
        match self.error:
            case BigO(rate=rate):
                return replace(self, error=replace(self.error, rate=rate / A_LOGARITHM)), pin.words("the error over log n")
            case Within(constant=constant, valid_from=first):
                error = replace(self.error, constant=constant * pin.factor, valid_from=first - pin.earlier)
                return replace(self, error=error), pin.words(pin.times("the constant"))
        return None

    def proposition(self, assumptions: tuple[Assumption, ...]) -> Proposition:
        """Return a limit of a sequence, an order from some n on, or a bound of the difference."""
        words = Words(self.domain(assumptions))
        quantity, value = words.sides(self.quantity, self.value)
        if not isinstance(self.error, Within) and self.error.uniform:
            raise Unwritten("it is uniform")
        x, y = GallinaTerm(quantity), GallinaTerm(value)
        if isinstance(self.error, LittleO):
            if self.ratio:
                sequence, limit = x / y, term(1)
            else:
                sequence, limit = (x - y, term(0)) if words.moves(value) else (x, y)
            inner = "".join(f"  {d}\n" for d in words.used(sequence.expression)[1])
            body = f"  let n := INR k in\n{inner}  {gallina(sequence.expression)})\n  {atom(limit.expression)}"
            told = f"is_lim_seq (fun k : nat =>\n{body}"
            return words.proposition(told, sequence.expression, limit.expression, bound=True)
        difference = (x / y - 1 if self.ratio else x - y).expression
        size, rate = f"Rabs {atom(difference)}", words.rate(self.error.rate)
        if isinstance(self.error, BigO):
            inner = "".join(f"  {d}\n" for d in words.used(difference)[1])
            some = "exists (C : R) (N : nat), forall k : nat, (N <= k)%nat ->"
            told = f"{some}\n  let n := INR k in\n{inner}  {size}\n  <= C * {atom(rate)}"
            return words.proposition(told, difference, rate, bound=True)
        bound = (term(self.error.constant) * GallinaTerm(rate)).expression
        return words.proposition(f"{size}\n<= {gallina(bound)}", difference, bound)

    def computation(self, assumptions: tuple[Assumption, ...]) -> tuple[str, str]:
        """Return the tactic that takes a limit, or an order in the window, part by part."""
        if isinstance(self.error, LittleO):
            row = _row_limit(self.domain(assumptions))
            return f"cbv zeta; intros; row_limits {row}; limit.", "the limit part by part"
        if isinstance(self.error, BigO) and self.regime in ORDER_TERMS:
            return f"cbv zeta beta; intros; {ORDER_TERMS[self.regime]}; order.", "the expansion part by part"
        return Charted.computation(self, assumptions)


def _of_the_constant(found: list[Evidence]) -> list[Evidence]:
    """Return the evidence on an error with a constant: the order alone, and how it is reached, support no constant."""
    if any(e.verdict is Verdict.PROVED or (e.method == "sampled" and e.verdict is Verdict.SUPPORTED) for e in found):
        return found
    return [replace(e, verdict=Verdict.UNKNOWN) if e.verdict is Verdict.SUPPORTED else e for e in found]


def _cases(statement: Expansion, domain: Domain, depth: int = 0) -> Iterator[Case]:
    """Yield the divisions of the difference, closed ends of the domain apart where a leading coefficient vanishes there."""
    try:
        yield Case(domain, tuple(_divisions(statement, domain)))
    except Undecidable as error:
        parts = list(domain.faces(set(error.variables))) if depth < DEEPEST else []
        if not parts:
            yield Case(domain, undecidable=error)
        for part in parts:
            yield from _cases(statement, part, depth + 1)
    except Undefined as error:
        yield Case(domain, undecidable=error)


def _divisions(statement: Expansion, domain: Domain) -> list[Division]:
    """Return the divisions on each stratum, at the first order of log1p that decides whether the claimed error is obeyed."""
    result: list[Division] = []
    for order in LOG_ORDERS:
        here = chart(domain, order)
        form = _difference(statement, here)
        try:
            result = list(divisions(here, here.quotient(form), 0, lambda division: _obeys(statement, division)))
        except Undecidable as error:
            if not error.hinges_on_a_bound or order == LOG_ORDERS[-1]:
                raise
            continue
        if all(_obeys(statement, d) or d.decided for d in result):
            return result
    return result


def _difference(statement: Expansion, here: Chart) -> Form:
    """Return the form of the difference; the sides are compared with their formulas one by one."""
    quantity, value = forms(here, (statement.quantity, statement.value))
    divisors = (*quantity.divisors, *value.divisors)
    if not statement.ratio:
        return Form(quantity.value - value.value, divisors)
    if not value.value:
        raise Undefined("the ratio of quantity and value", "the value is 0 at every point of the domain", "take the difference")
    return Form(quantity.value / value.value - 1, (*divisors, value.value.numer))


def _obeys(statement: Expansion, division: Division) -> bool:
    """Tell whether the exact remainder is of the claimed order, on the whole stratum."""
    rate = division.remainder_rate()
    return rate is None or statement.error.allows(rate, division.stratum)


def _symbolic(statement: Expansion, cases: list[Case], budget: Budget) -> Evidence:
    open_case = next((c for c in cases if c.undecidable is not None), None)
    for case in cases:
        for division in case.divisions:
            if not _obeys(statement, division):
                return _refutation(statement, division, budget)
    if isinstance(statement.error, Within):
        for division in (d for case in cases for d in case.divisions):
            if too_large := _larger_coefficient(statement, statement.error, division, budget):
                return too_large
    if open_case is not None:
        ends = ", ".join(f"{name} = {value}" for name, value in open_case.domain.fixed.items())
        where = f"undefined at {ends}: " if isinstance(open_case.undecidable, Undefined) and ends else ""
        return Evidence("symbolic", Verdict.UNKNOWN, f"{where}{open_case.undecidable}", open=True)
    derived = [d for case in cases for d in case.divisions]
    strata = f" on {len(derived)} strata of delta" if len({d.stratum for d in derived}) > 1 else ""
    ends = f" in {len(cases)} cases" if len(cases) > 1 else ""
    rates = sorted({str(_text(d)) for d in derived})
    # an O or a limit at each point is a theorem by this; a B-term or a uniform O still needs its constant
    proved = not isinstance(statement.error, Within) and not statement.error.uniform
    return Evidence(
        "symbolic",
        Verdict.PROVED if proved else Verdict.SUPPORTED,
        f"exact remainder of order {' | '.join(rates)}{strata}{ends}, as claimed",
    )


def _text(division: Division) -> object:
    rate = division.remainder_rate()
    return "0" if rate is None else rate


def _refutation(statement: Expansion, division: Division, budget: Budget) -> Evidence:
    """Return the evidence against a claimed error: a point, a coefficient that is not 0 there, and the numbers at it."""
    rate = division.remainder_rate()
    assert rate is not None
    where = "" if division.chart.regime.depth is None else f" for {division.stratum}"
    detail = f"the difference is of order {rate}, not {statement.error}{where}"
    if not division.decided:
        return _unconfirmed(f"{detail}, by a coefficient of which only a bound is known")

    def vanishes(value: arb) -> Outcome:
        return Outcome.OBEYED if value.contains(0) or not value.is_finite() else Outcome.VIOLATED

    found = _against(statement, division, vanishes, budget)
    if found is None:
        return _unconfirmed(f"{detail}, by a coefficient that is 0 at every point that was tried")
    if not _confirmed(statement, division, found, budget):
        return _unconfirmed(f"{detail}, but in balls the difference over its rate does not come near its coefficient", found)
    values = []
    for exponent in CONFIRMING[:3]:
        length = ContextLength.parse(10**exponent)
        bits = 2 * budget.bits
        scaled, _ = rescaled_at(statement, statement.error.rate, length, found, bits, budget.most_bits)
        if scaled is not None:
            values.append(f"{scaled.str(4, radius=False)} at n = 10^{exponent}")
    return Evidence(
        "symbolic",
        Verdict.REFUTED,
        f"{detail}; difference over the claimed rate: {', '.join(values)} (at {2 * budget.bits} bits)",
        point=found.shown(),
    )


def _larger_coefficient(
    statement: Expansion, error: Within, division: Division, budget: Budget
) -> Evidence | None:
    """Return the evidence against a constant that the leading coefficient exceeds at a point, or None."""
    rate = division.remainder_rate()
    if rate is None or not division.remainder or not division.decided or rate != error.rate.at(division.stratum):
        return None

    def kept(value: arb) -> Outcome:
        return decide_nonnegative(rational_ball(error.constant) - abs(value))

    found = _against(statement, division, kept, budget)
    if found is None or not _confirmed(statement, division, found, budget, lambda scaled, _: kept(scaled) is Outcome.VIOLATED):
        return None
    detail = f"the difference over {rate} tends to more than {error.constant} as n -> oo"
    return Evidence("symbolic", Verdict.REFUTED, detail, point=found.shown())


def _unconfirmed(detail: str, place: Sample | None = None) -> Evidence:
    point = () if place is None else place.shown()
    return Evidence("symbolic", Verdict.UNKNOWN, detail, point=point, open=True)


def _against(
    statement: Expansion, division: Division, holds: Callable[[arb], Outcome], budget: Budget
) -> Sample | None:
    """Return a point at which the derived coefficient is not as it should be, in balls, or None."""
    coefficient, length = division.remainder_coefficient(), ContextLength.parse(10**6)

    def decide(sample: Sample, place: Place) -> Outcome:
        return holds(coefficient_ball(coefficient, ball_point(statement.regime, length, sample.values)))

    free = Domain(FREE, division.domain.variables)
    return search(free, decide, examples=budget.examples, bits=budget.bits).violation


def _near(scaled: arb, expected: arb) -> bool:
    return bool(abs(scaled - expected) * 2 < abs(expected))


def _confirmed(
    statement: Expansion, division: Division, place: Sample, budget: Budget, seen: Callable[[arb, arb], bool] = _near
) -> bool:
    """Tell whether something is seen of the difference over its derived rate and of the derived coefficient, at some large n."""
    rate, coefficient = division.remainder_rate(), division.remainder_coefficient()
    assert rate is not None
    bits = 2 * budget.bits
    for exponent in CONFIRMING:
        length = ContextLength.parse(f"10^{exponent}")
        scaled, _ = rescaled_at(statement, rate, length, place, bits, budget.most_bits)
        if scaled is None:
            return False
        with working_precision(bits):
            if seen(scaled, coefficient_ball(coefficient, ball_point(statement.regime, length, place.values))):
                return True
    return False


def _within(
    statement: Expansion,
    error: Within,
    domain: Domain,
    derived: list[Division],
    budget: Budget,
    methods: frozenset[str],
    charted: bool,
) -> list[Evidence]:
    """Check |difference| <= constant * rate for every n >= valid_from."""

    def sides(sample: Sample, place: Place) -> tuple[Scalar, Scalar]:
        p = place(sample, statement.regime)
        difference = abs(statement.difference(p))
        delta = sample.values.get("delta", Fraction(0))
        if isinstance(difference, Fraction):
            return difference, error.constant * sharp_rate(error.rate, p.h, delta)
        return difference / rate_ball(error.rate, p.L, delta), rational_ball(error.constant)

    def prove(decide: Decide) -> list[Evidence]:
        return _certificates(statement, error, domain, derived, budget, decide)

    return inequality(domain, sides, budget, methods, prove if charted else None)


def _certificates(
    statement: Expansion,
    error: Within,
    domain: Domain,
    derived: list[Division],
    budget: Budget,
    decide: Decide | None = None,
) -> list[Evidence]:
    """Try to prove a claimed constant: on the box of the domain, or by the derived error terms."""
    # a rate with fractional powers is a monomial in roots of the small coordinates
    root = lcm(*(power.denominator for power in finite_chart(domain).powers(error.rate)))
    if root > FINEST_ROOT:
        return [Evidence("certificate", Verdict.UNKNOWN, f"the rate takes roots of order {root}")]
    here = finite_chart(domain, root)
    difference = _difference(statement, here)
    plain = difference if root == 1 else _difference(statement, finite_chart(domain))
    nonzero = defined(finite_chart(domain), (plain,))
    if isinstance(nonzero, Evidence):
        return [nonzero]
    size = here.monomial(error.rate) * here.number(error.constant)
    what = f"|difference| <= {error.constant} ({error.rate})"
    error_name = "quantity/value - 1" if statement.ratio else "quantity - value"
    proofs: list[Evidence] = []
    carried: list[Portable] = []
    for side in (-1, 1):
        rest = size + difference.value * side
        name = f"{error.constant} ({error.rate}) {'-+'[side > 0]} ({error_name})"
        proofs = certified(here, rest, budget, what, decide, name=name, nonzero=nonzero)
        if proofs[-1].portable is None:
            break
        carried.append(proofs[-1].portable)
    else:
        return [replace(proofs[-1], portable=joined(carried))]
    if refuted(proofs):
        return proofs
    implied = _implied(error, derived)
    return proofs if implied is None else [implied]


def _implied(error: Within, derived: list[Division]) -> Evidence | None:
    """Return the proof that the derived error terms imply the claimed one, or None."""
    constants = []
    for division in derived:
        term = error_term(division)
        if isinstance(term, Exact):
            continue
        if not isinstance(term, Within):
            return None
        if not (_constant_at_most(term.first, error.valid_from) and _at_most(division, term, error)):
            return None
        constants.append(str(term.constant))
    if not derived:
        return None
    detail = f"the exact remainder has the constant {' | '.join(dict.fromkeys(constants)) or 0} <= {error.constant}"
    return Evidence("certificate", Verdict.PROVED, detail)


def _constant_at_most(constant: Expression, most: Fraction | int) -> bool:
    """Tell whether an expression is a number that is certainly at most another one."""
    if isinstance(constant, Numeral):
        return constant.value <= most
    if set(names(constant)):
        return False
    with working_precision(128):
        return bool(fold(constant, BALLS, {}) <= rational_ball(Fraction(most)))


def _at_most(division: Division, term: Within, error: Within) -> bool:
    """Tell whether constant * derived rate <= claimed constant * claimed rate for all n >= valid_from, as far as is seen."""
    rate = division.remainder_rate()
    assert rate is not None
    ratio, constant = rate / error.rate.at(division.stratum), term.constant_expression
    if ratio.slope or ratio.constant < 0 or ratio.logs > 0:
        return False  # the ratio need not fall
    if ratio == Growth(Fraction(0)):
        return _constant_at_most(constant, error.constant)
    if set(names(constant)):
        return False
    with working_precision(128):
        largest = fold(constant, BALLS, {}) * rate_ball(ratio, arb(error.valid_from).log(), Fraction(0))
        return bool(largest <= rational_ball(error.constant))


def _uniform(
    statement: Expansion, error: BigO | LittleO, domain: Domain, derived: list[Division], budget: Budget
) -> Evidence:
    """Prove that one constant serves all parameters, from some n on; where the largest one does, look for a smaller."""
    few = replace(budget, boxes=UNIFORM_BOXES)

    def proved(constant: Fraction, rate: Growth, least: int) -> Evidence | None:
        bound = Within(constant, rate, least)
        place = replace(domain, valid_from=max(least, domain.valid_from))
        found = _certificates(replace(statement, error=bound), bound, place, derived, few)
        return found[-1] if found and all(e.verdict is Verdict.PROVED for e in found) else None

    for rate in _uniform_rates(error, derived):
        best = None
        for constant in reversed(UNIFORM_CONSTANTS):
            smaller = proved(constant, rate, UNIFORM_FROM)
            if smaller is None:
                break
            best = constant, smaller
        if best is not None:
            detail = f"uniformly: {best[1].detail}, with the constant {best[0]} from n = {UNIFORM_FROM} on"
            return Evidence("certificate", Verdict.PROVED, detail)
    detail = "it holds at each parameter point, but no constant was found that serves all of them"
    return Evidence("certificate", Verdict.UNKNOWN, detail, open=True)


def _uniform_rates(error: BigO | LittleO, derived: list[Division]) -> list[Growth]:
    """Return rates to try: the claimed one; of a limit the derived ones and slower ones that vanish too."""
    if isinstance(error, BigO):
        return [error.rate]
    rates = [r for d in derived if (r := d.remainder_rate()) is not None and not r.slope and r.vanishes(d.stratum)]
    slow = [Growth(Fraction(1)), Growth(Fraction(1, 2)), Growth(Fraction(0), logs=-1)]
    return list(dict.fromkeys([*rates, *slow]))


def _row_limit(domain: Domain) -> str:
    """Return the limit of the self weight in a chart, as a term."""
    given = {a.name: a.name if a.fixed is None else argument(a.low) for a in domain.variables}
    rho = given.get("rho", "rho")
    if domain.regime in (SUBCRITICAL, SUPERCRITICAL):
        return f"({domain.regime.id}_row {rho} {given['delta']} ltac:(lra) ltac:(lra))"
    if domain.regime is WINDOW:
        return f"(window_row {rho} s ltac:(lra) ltac:(lra))"
    if domain.regime is CRITICAL:
        return f"(critical_row {rho} ltac:(lra))"
    raise Unwritten(f"no limit is known in the {domain.regime.id} chart")
