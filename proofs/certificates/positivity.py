"""Proof that an element of a chart's field is nonnegative on the whole domain, for all n from the least one on.

The box of the chart contains every point of the domain, so a certificate on the box is one on the domain.  A logarithm is a
side of the box of its own first, independent of what it is the log of.  Where that loses too much it is written as

    log x = (x - 1) (2/(x + 1) + w (x - 1)^2/(2 x (x + 1))),   0 <= w <= 1,

which holds since log x lies between 2 (x - 1)/(x + 1) and (x^2 - 1)/(2 x).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain

from ...theory.assumptions import Assumption
from ...theory.expansions.chart import Chart
from ...theory.expansions.polynomial import Polynomial, PolynomialRing
from ...theory.expansions.rational_function import RationalFunction
from ...theory.expansions.signs import sign
from ...theory.layer.regimes import FREE, LOG_LENGTH
from ..budget import Budget
from ..evidence import Evidence, Portable, Verdict
from ..search.counterexample import violation
from ..search.decision import Decide, Outcome, decided
from ..search.samples import Sample, Sampler
from .argument import Argument
from .certificate import Box, Certificate, Parts, prove_product
from .files import Inequality, as_text, portable

DENOMINATOR_BOXES = 200
"""Boxes that may be visited to show that a denominator has no zero."""


def certify_inequality(
    here: Chart,
    difference: RationalFunction,
    budget: Budget,
    what: str,
    *,
    name: str = "the difference",
    nonzero: tuple[Inequality, ...] = (),
) -> tuple[Evidence, list[Sample]]:
    """Try to prove that an element of the field of a finite chart is nonnegative.

    Parameters
    ----------
    here : Chart
        The chart, of finite n.
    difference : RationalFunction
        What should be nonnegative; its divisors have no zero on the box.
    budget : Budget
        How many boxes may be visited.
    what : str
        What that means, for the evidence.
    name : str
        What the element is of the statement.
    nonzero : tuple of Inequality
        That the divisors have no zero.

    Returns
    -------
    Evidence, list of Sample
        PROVED or UNKNOWN; and samples of the domain at which it may be negative, for balls to decide.
    """
    parts = [(difference.numer, 1), (difference.denom, 1)]
    suspects: list[Sample] = []
    tried = 0
    first: Certificate | None = None
    for factors, box in _relaxations(here, parts):
        result = prove_product(factors, box, budget.boxes)
        tried += result.boxes
        if result.proved:
            sides = ", ".join(box[n].range_text() for n in factors[0][0].ring.names if n in _names(factors) and n in box)
            scope = "" if here.regime is FREE else f" for all n >= {here.domain.valid_from}"
            boxes = f"{result.boxes} box{'es' if result.boxes > 1 else ''}"
            detail = f"{what}{scope}: exact {result.rule} certificate, {boxes} ({sides})"
            carried = None if result.argument is None else _portable(here, difference, name, factors, box, result.argument, nonzero)
            return Evidence("certificate", Verdict.PROVED, detail, portable=carried), []
        first = first or result
        if result.witness is not None:
            suspects += Sampler(here.domain).around(result.witness, here.root)
    detail = f"no sign after {tried} boxes" + (f"; open: {first.open_box}" if first and first.open_box else "")
    return Evidence("certificate", Verdict.UNKNOWN, detail), suspects


def certified(
    here: Chart,
    difference: RationalFunction,
    budget: Budget,
    what: str,
    decide: Decide | None = None,
    *,
    name: str = "the difference",
    nonzero: tuple[Inequality, ...] | Evidence = (),
    near: Callable[[Sample], Iterable[Sample]] = lambda suspect: (suspect,),
) -> list[Evidence]:
    """Try to prove that a difference is nonnegative; where the attempt shows suspects, have balls decide what is near them.

    There is no attempt where ``nonzero`` is the evidence that a divisor may have a zero.
    """
    if isinstance(nonzero, Evidence):
        return [nonzero]
    evidence, suspects = certify_inequality(here, difference, budget, what, name=name, nonzero=nonzero)
    for suspect in chain.from_iterable(map(near, suspects)):
        if decide is not None and decided(suspect, decide, budget.bits) is Outcome.VIOLATED:
            return [evidence, violation(suspect, budget)]
    return [evidence]


def _portable(
    here: Chart,
    difference: RationalFunction,
    name: str,
    parts: Parts,
    box: Box,
    argument: Argument,
    nonzero: tuple[Inequality, ...],
) -> Portable:
    """Return a certificate with the way from the claim to its polynomials in words."""
    said = f"N D >= 0, where N/D = {name}"
    lines = [f"{said}, in lowest terms: N = {as_text(difference.numer)}; D = {as_text(difference.denom)}"]
    shares = set(parts[0][0].ring.names) - set(difference.numer.ring.names)
    for log, x in here.log_arguments().items():
        if (share := _share(here, log)) in shares:
            said = f"{said}, {log} written by {share}, times a positive power of its denominator"
            lines.append(
                f"in it {log} = (x - 1) (2/(x + 1) + {share} (x - 1)^2/(2 x (x + 1))), the log of x = ({as_text(x.numer)})"
                f"/({as_text(x.denom)}): log x lies between 2 (x - 1)/(x + 1) and (x^2 - 1)/(2 x), so 0 <= {share} <= 1"
            )
    inequality = Inequality(said, tuple(poly for poly, _ in parts), box, False, argument)
    bottom = prove_product([(difference.denom, 2)], here.box, DENOMINATOR_BOXES, strict=True).argument
    if bottom is not None:
        nonzero = (Inequality("D has no zero", (difference.denom, difference.denom), here.box, True, bottom), *nonzero)
    names = _names(parts).union(*(i.polynomials[0].variables for i in nonzero))
    lines += [f"{_range_text(box, n)}: {_meaning(here, n)}" for n in parts[0][0].ring.names if n in names]
    lines.append("nothing else is used of the variables: each takes any number of its range, whatever the others are")
    return portable(lines, (inequality, *nonzero))


def _range_text(box: Box, name: str) -> str:
    return box[name].range_text() if name in box else f"any {name}"


def _meaning(here: Chart, name: str) -> str:
    """Return what a variable of a certificate stands for."""
    for c in here.regime.coordinates:
        if c.name == name:
            root = "" if here.root == 1 else f" to the power 1/{here.root}"
            depth = {0: "", 1: " + delta", -1: " - delta"}[c.slope]
            power = "1/n" if (c.constant, c.slope) == (1, 0) else f"n^-({c.constant}{depth})"
            return f"{power}{root}, n >= {here.domain.valid_from}"
    for log in (LOG_LENGTH, *here.logarithms):
        if log.name == name:
            return log.meaning
    known = {a.name: a for a in here.domain.variables}
    return known[name].meaning if name in known else "how far a logarithm lies between its bounds"


def _names(parts: Parts) -> set[str]:
    return set().union(*(poly.variables for poly, _ in parts))


def _relaxations(here: Chart, parts: Parts) -> Iterator[tuple[Parts, Box]]:
    """Yield the product with its logarithms free, then with those of parameters tied, then with all of them tied."""
    yield parts, here.box
    arguments = {
        name: x
        for name, x in here.log_arguments().items()
        if name in _names(parts) and x.number is None
    }
    tied = {name: x for name, x in arguments.items() if name != "L"}
    if tied:
        yield _tied(here, parts, tied)
    if tied != arguments:
        yield _tied(here, parts, arguments)


def _tied(here: Chart, parts: Parts, arguments: dict[str, RationalFunction]) -> tuple[Parts, Box]:
    """Write logarithms by what they are the logs of, and how far they lie between their bounds."""
    old = parts[0][0].ring
    shares = {name: _share(here, name) for name in arguments}
    wider = PolynomialRing([*old.names, *shares.values()])
    symbols = dict(zip(wider.names, wider.gens, strict=True))

    def widened(poly: Polynomial) -> Polynomial:
        return wider.from_terms({(*m, *(0 for _ in shares)): c for m, c in poly.terms()})

    result = []
    box = here.box
    for poly, power in parts:
        wide = widened(poly)
        for name, x in arguments.items():
            index, degree = wider.names.index(name), wide.degree(name)
            if not degree:
                continue
            top, bottom = _positive(widened(x.numer), box), _positive(widened(x.denom), box)
            excess = top - bottom
            numerator = excess * (4 * top * bottom + symbols[shares[name]] * excess**2)
            wide = wide.at_fraction(index, numerator, 2 * top * bottom * (top + bottom), degree)
        result.append((wide, power))
    unit = Fraction(0), Fraction(1)
    sides = {w: Assumption(name=w, meaning="between its bounds", low=unit[0], high=unit[1]) for w in shares.values()}
    return result, {**here.box, **sides}


def _share(here: Chart, log: str) -> str:
    """Return the name of how far a logarithm lies between its bounds."""
    return here.domain.unused(f"w_{log}")


def _positive(poly: Polynomial, box: Box) -> Polynomial:
    """Return a polynomial that has one sign on the box as a positive one: numerator or denominator of a logarithm's argument."""
    direction = sign(poly, box)
    if not direction:
        raise ValueError(f"the argument of a logarithm, {as_text(poly)}, has no sign on the box")
    return poly * direction
