"""Monte-Carlo: the mean of seeded draws, with a confidence interval that can leave the claim.

The interval inside the claimed one supports, the interval outside it refutes (and fresh seeds must agree), anything between
is no answer.  Draws that do not differ show no spread, and say nothing.  Nothing sampled is ever PROVED.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import isfinite, sqrt
from statistics import fmean, stdev
from typing import ClassVar, Self

from flint import arb

from ...numerics.numbers.precision import working_precision
from ...theory.assumptions import Assumption
from ...theory.field import regularized_beta
from ...theory.notation import latex_name
from ..budget import Budget
from ..code import code_of
from ..evidence import Evidence, Table, Verdict
from ..pins import Pin
from ..writing import Condition, Writing, decimal_latex
from .statement import Statement

CONFIDENCE = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class MonteCarlo(Statement):
    """The mean of a random quantity is ``expected``, up to ``tolerance``: the model error a heuristic admits.

    ``draw`` takes a seed and returns one independent value; ``where`` says at which parameters.
    """

    COST: ClassVar[int] = 4

    draw: Callable[[int], float]
    expected: Callable[[], float]
    tolerance: Fraction
    where: tuple[tuple[str, str], ...] = ()

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check that the mean is where it is claimed to be."""
        if "monte-carlo" not in methods:
            return []
        expected, tolerance = self.expected(), float(self.tolerance)
        values = [self.draw(seed) for seed in range(budget.draws)]
        table = Table(("seed", "draw"), tuple((str(seed), f"{value:.6g}") for seed, value in enumerate(values)))

        def evidence(verdict: Verdict, detail: str, point: tuple[tuple[str, str], ...] = ()) -> list[Evidence]:
            return [Evidence("monte-carlo", verdict, detail, point=point, table=table)]

        if not all(isfinite(x) for x in (*values, expected)):
            return evidence(Verdict.UNKNOWN, f"a draw of seeds 0..{budget.draws - 1}, or the claimed mean, is no finite number")
        mean, half = confidence_interval(values)
        found = f"mean {mean:.5g} +- {half:.2g} over {budget.draws} seeds, claimed {expected:.5g} +- {tolerance:.2g}"
        distance = abs(mean - expected)
        if half == 0:
            return evidence(Verdict.UNKNOWN, f"{found}: the draws do not differ, so their spread is not known")
        if distance + half <= tolerance:
            return evidence(Verdict.SUPPORTED, found)
        if distance - half > tolerance:
            fresh = [self.draw(seed) for seed in range(budget.draws, 2 * budget.draws)]
            if not all(map(isfinite, fresh)):
                return evidence(Verdict.UNKNOWN, f"{found}; of the fresh seeds a draw is no finite number")
            again, width = confidence_interval(fresh)
            if abs(again - expected) - width > tolerance and width > 0:
                chance = max(tail_probability(values, distance - tolerance), tail_probability(fresh, abs(again - expected) - tolerance))
                detail = f"{found}; fresh seeds: {again:.5g} +- {width:.2g}; tail probability {chance:.2g} each (Student's T)"
                return evidence(Verdict.REFUTED, detail, (*self.where, ("seeds", f"0..{2 * budget.draws - 1}")))
        return evidence(Verdict.UNKNOWN, f"{found}: neither inside nor outside, more draws are needed")

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write how far the mean may be from what is expected."""
        conditions = [Condition(f"{latex_name(name)} = {value}") for name, value in self.where]
        try:
            conditions.append(Condition(rf"\mu = {self.expected():.6g}", "to six digits"))
        except Exception:  # noqa: BLE001  (the check says what it raises)
            pass
        return Writing(
            latex=rf"\left| \mathbb{{E}}[X] - \mu \right| \le {decimal_latex(self.tolerance)}",
            conditions=tuple(conditions),
            code=(("X", code_of(self.draw)), ("mu", code_of(self.expected))),
            remark="The mean is taken over seeded draws of X.",
            left_out=f"The mean is within {self.tolerance}, and so is its whole confidence interval.",
            functions=(self.draw,),
        )

    def pinned(self, pin: Pin) -> tuple[Self, str]:
        """Change the value that is expected, or the tolerance."""
        if pin.side == "value":
            factor, expected = pin.factor, self.expected
            moved = replace(self, expected=lambda: float(factor * Fraction(expected())))
            return moved, pin.words(pin.times("the value"))
        return replace(self, tolerance=self.tolerance * pin.factor), pin.words(pin.times("the tolerance"))


def tail_probability(values: list[float], distance: float) -> float:
    """Return the probability that the mean of so many normal draws lies this far off, or further, by chance."""
    freedom = len(values) - 1
    t = distance * sqrt(len(values)) / stdev(values)
    with working_precision(64):
        return float(_tail(freedom, arb(t)))


def confidence_interval(values: list[float]) -> tuple[float, float]:
    """Return mean and half width of the confidence interval of the mean, at least two values."""
    return fmean(values), student(len(values) - 1) * stdev(values) / sqrt(len(values))


def _tail(freedom: int, t: arb) -> arb:
    """Return P(|T| > t) for Student's T, which is I_{f/(f + t^2)}(f/2, 1/2)."""
    return arb(regularized_beta(arb(freedom) / (freedom + t**2), arb(freedom) / 2))


@lru_cache(maxsize=16)
def student(freedom: int) -> float:
    """Return the t with P(|T| > t) = 1 - `CONFIDENCE` for Student's T."""
    with working_precision(64):
        low, high = 0.0, 1e4
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if _tail(freedom, arb(middle)) > 1 - arb(CONFIDENCE) else (low, middle)
    return high
