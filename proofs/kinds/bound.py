"""Bounds: proved by an exact certificate on the box of the chart, sampled at high precision."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass, replace
from typing import ClassVar, Self

from ...theory.assumptions import Assumption
from ...theory.expansions.chart import finite_chart
from ...theory.field import MissingFunction, Scalar
from ...theory.layer.regimes import Regime
from ..budget import Budget
from ..certificates.forms import defined, forms
from ..certificates.positivity import certified
from ..evidence import Evidence
from ..gallina.proposition import Proposition, Words, gallina
from ..pins import Pin
from ..search.decision import Decide, Place
from ..search.inequality import inequality
from ..search.samples import Sample
from ..sides import Side, at
from ..writing import Writing, WrittenSides
from .statement import Charted


@dataclass(frozen=True, slots=True)
class Bound(Charted):
    """lower <= upper at every point with n >= valid_from."""

    SIDES: ClassVar[tuple[str, ...]] = ("lower", "upper")
    COST: ClassVar[int] = 2
    BY_CERTIFICATE: ClassVar[bool] = True
    regime: Regime
    lower: Side
    upper: Side
    _: KW_ONLY
    valid_from: int = 2

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check lower <= upper."""
        domain = self.domain(assumptions)
        here = finite_chart(domain)

        def sides(sample: Sample, place: Place) -> tuple[Scalar, Scalar]:
            p = place(sample, self.regime)
            return at(self.lower, p), at(self.upper, p)

        try:
            lower, upper = forms(here, (self.lower, self.upper))
        except MissingFunction:
            return inequality(domain, sides, budget, methods, None)

        def prove(decide: Decide) -> list[Evidence]:
            nonzero = defined(here, (lower, upper))
            slack = upper.value - lower.value
            return certified(here, slack, budget, "upper - lower >= 0", decide, name="upper - lower", nonzero=nonzero)

        return inequality(domain, sides, budget, methods, prove)

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write lower <= upper."""
        sides = WrittenSides(self.regime, assumptions)
        lower, upper = sides.both(lower=self.lower, upper=self.upper)
        left_out = f"None: it holds at every n >= {self.valid_from}."
        return sides.writing(rf"{lower} \le {upper}", valid_from=self.valid_from, left_out=left_out)

    def pinned(self, pin: Pin) -> tuple[Self, str]:
        """Move a side, or start at a smaller n."""
        lower, upper = pin.moved(self.lower, self.upper)
        stronger = replace(self, lower=lower, upper=upper, valid_from=self.valid_from - pin.earlier)
        return stronger, pin.words(pin.times(f"the {pin.side} side"))

    def proposition(self, assumptions: tuple[Assumption, ...]) -> Proposition:
        """Return lower <= upper."""
        words = Words(self.domain(assumptions))
        lower, upper = words.sides(self.lower, self.upper)
        return words.proposition(f"{gallina(lower)}\n<= {gallina(upper)}", lower, upper)