"""Statements on any tokens: tried on seeded random token arrays by brute force.  At most SUPPORTED."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isfinite
from typing import TYPE_CHECKING, Self

from ...theory.assumptions import Assumption
from ..budget import Budget
from ..evidence import Evidence, Verdict
from ..pins import Pin
from ..writing import NOTHING, Condition, Writing, named_sides
from .statement import Statement

if TYPE_CHECKING:
    from ...numerics.sampled.trials import Trial

ROUNDING = 1e-9
"""What float64 may lose of the larger side, and a violation must exceed."""
LEAST = 1e-4
"""Sides are made of numbers of this size at least: a difference of two may be 0 but for rounding."""


@dataclass(frozen=True, slots=True)
class OnTokens(Statement):
    """lower <= upper on any tokens, in float64 up to rounding: what no chart of the simplex can say.

    ``seeds`` names the random arrays that are tried; without them there are as many as the budget has examples.
    """

    lower: Callable[[Trial], float]
    upper: Callable[[Trial], float]
    seeds: tuple[int, ...] = ()

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check lower <= upper on as many trials as the budget samples."""
        if "sampled" not in methods:
            return []
        from ...numerics.sampled.trials import trial

        obeyed = undecided = 0
        for seed in self.seeds or range(budget.examples):
            here = trial(seed)
            lower, upper = self.lower(here), self.upper(here)
            if not (isfinite(lower) and isfinite(upper)):
                undecided += 1
                continue
            obeyed += 1
            if lower > upper + ROUNDING * max(abs(lower), abs(upper), LEAST):
                return [
                    Evidence(
                        "sampled",
                        Verdict.REFUTED,
                        f"{lower:.6g} > {upper:.6g} on random tokens (float64)",
                        point=here.shown(),
                    )
                ]
        detail = f"{obeyed} random token arrays (float64) obey the statement"
        if undecided:
            detail += f"; on {undecided} a side is no finite number"
        verdict = Verdict.UNKNOWN if undecided else Verdict.SUPPORTED
        return [Evidence("sampled", verdict, detail, open=bool(undecided))]

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write the inequality by what its sides are called."""
        shown, code = named_sides(lower=self.lower, upper=self.upper)
        return Writing(
            latex=rf"{shown['lower']}(x_1, \ldots, x_n) \le {shown['upper']}(x_1, \ldots, x_n)",
            conditions=(Condition(r"\text{any tokens } x_1, \ldots, x_n"),),
            code=code,
            remark="Tried on random tokens, by brute force.",
            left_out=NOTHING,
            functions=(self.lower, self.upper),
        )

    def pinned(self, pin: Pin) -> tuple[Self, str]:
        """Move a side, on some tokens."""
        lower, upper = pin.moved(self.lower, self.upper)
        return replace(self, lower=lower, upper=upper, seeds=pin.seeds), pin.words(pin.times(f"the {pin.side} side"))