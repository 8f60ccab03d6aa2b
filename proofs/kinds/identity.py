"""Identities: the difference reduces to zero in the fraction field of the chart; or a point tells both sides apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...theory.assumptions import Assumption
from ...theory.expansions.chart import Chart, Form, finite_chart
from ...theory.expansions.expansion import coefficient_names
from ...theory.field import MissingFunction
from ...theory.layer.domain import Domain
from ...theory.layer.regimes import Regime
from ..budget import Budget
from ..certificates.forms import defined, forms
from ..evidence import Evidence, Verdict
from ..gallina.proposition import Proposition, Words, gallina
from ..search.counterexample import sampled
from ..search.decision import SHARP, VERY_SHARP, Outcome, Place, same
from ..search.samples import Sample
from ..sides import Side, at
from ..writing import Writing, WrittenSides
from .statement import Charted


@dataclass(frozen=True, slots=True)
class Identity(Charted):
    """left = right, at every point."""

    SIDES: ClassVar[tuple[str, ...]] = ("left", "right")
    regime: Regime
    left: Side
    right: Side

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check left = right."""
        domain = self.domain(assumptions)
        here = finite_chart(domain)
        found: list[Evidence] = []
        apart, sharp = False, SHARP
        try:
            sides = forms(here, (self.left, self.right))
            found, apart = _symbolic(self, here, *sides)
        except MissingFunction:  # not log-rational: min, floor or exp of a logarithm
            sides, sharp = None, VERY_SHARP

        def decide(sample: Sample, place: Place) -> Outcome:
            p = place(sample, self.regime)
            return same(at(self.left, p), at(self.right, p), sharp=sharp, exact=apart)

        found = found if "symbolic" in methods else []
        if "sampled" in methods:
            found.append(sampled(domain, decide, budget, charted=sides is not None))
        return found

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write left = right."""
        sides = WrittenSides(self.regime, assumptions)
        left, right = sides.both(left=self.left, right=self.right)
        return sides.writing(f"{left} = {right}", valid_from=2)

    def proposition(self, assumptions: tuple[Assumption, ...]) -> Proposition:
        """Return left = right."""
        words = Words(self.domain(assumptions))
        left, right = words.sides(self.left, self.right)
        return words.proposition(f"{gallina(left)}\n= {gallina(right)}", left, right)

    def computation(self, assumptions: tuple[Assumption, ...]) -> tuple[str, str]:
        """Return the tactic that brings both sides to one fraction."""
        return "identity.", "both sides are one fraction"


def _symbolic(statement: Identity, here: Chart, left: Form, right: Form) -> tuple[list[Evidence], bool]:
    """Return what the forms say, and whether they differ: then nearly equal values are no evidence."""
    nonzero = defined(here, (left, right))
    if isinstance(nonzero, Evidence):
        return [nonzero], left.value != right.value
    names = ", ".join(coefficient_names(here))
    if left.value == right.value:
        detail = f"left - right reduces to 0 in Q({names})"
        return [Evidence("symbolic", Verdict.PROVED, detail)], False
    if points := _everywhere(statement, here.domain):
        detail = f"left = right at each of the {points} points of the domain, exactly"
        return [Evidence("symbolic", Verdict.PROVED, detail)], False
    detail = f"left - right does not reduce to 0 in Q({names})"
    return [Evidence("symbolic", Verdict.UNKNOWN, detail)], True


def _everywhere(statement: Identity, domain: Domain) -> int:
    """Return the number of points of a finite domain, if both sides are equal at each of them; else 0."""
    points = domain.points()
    if points is None:
        return 0
    for values in points:
        alone = Domain(domain.regime, tuple(domain[name].at(value) for name, value in values.items()))
        left, right = finite_chart(alone).form(statement.left, statement.right)
        if left.value != right.value:
            return 0
    return len(points)
