"""Two engines, one formula: the ball and the mpmath number of a quantity must agree to the digits asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from ...theory.assumptions import Assumption
from ...theory.layer.registry import quantity
from ...theory.notation import latex_number
from ..budget import Budget
from ..evidence import Evidence, Verdict
from ..writing import Condition, Writing, power_latex
from .statement import Statement

if TYPE_CHECKING:
    from ...numerics.settings.setting import Setting

LENGTHS = ("2", "1000", "131072", "10^100", "10^1000000", "10^10^100")
SCALES: tuple[dict[str, Any], ...] = (
    {"gamma": "1/2"},
    {"gamma": "13/10"},
    {"critical": True},
    {"kappa": "3/2"},
    {"gamma": "2"},
    {"gamma": "5"},
)
PARAMETERS = (("3/10", "0"), ("3/10", "5/7"), ("1/1000", "3"), ("0", "0"))
DIGITS = (15, 50)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement(Statement):
    """Two independent engines (balls and mpmath) give the same number for a quantity of the catalogue.

    ``perturbation`` multiplies the second engine's number by 1 + perturbation: the must-fail twin of an agreement.
    """

    COST: ClassVar[int] = 1

    quantity: str
    perturbation: Fraction = Fraction(0)

    def check(self, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]) -> list[Evidence]:
        """Check that balls and mpmath agree."""
        if "engines" not in methods:
            return []
        from ...numerics.answers.evaluate import evaluate
        from ...numerics.answers.multiprecision import evaluate_mpmath

        count = 0
        for at in _settings():
            for digits in DIGITS:
                ball = evaluate(self.quantity, at, digits=digits)
                other = evaluate_mpmath(self.quantity, at, digits=digits)
                other *= 1 + other.context.mpf(self.perturbation.numerator) / self.perturbation.denominator
                count += 1
                if not ball.agrees(other, digits):
                    return [
                        Evidence(
                            "engines",
                            Verdict.REFUTED,
                            f"balls say {ball}, mpmath says {other}",
                            point=tuple((name, str(value)) for name, value in at.to_json().items()),
                        )
                    ]
        return [
            Evidence(
                "engines",
                Verdict.SUPPORTED,
                f"balls and mpmath agree at {count} points, n = 2 .. 10^(10^100), {DIGITS[0]} and {DIGITS[-1]} digits",
            )
        ]

    def written(self, assumptions: tuple[Assumption, ...]) -> Writing:
        """Write that both numbers are one."""
        symbol = quantity(self.quantity).symbol
        factor = "" if not self.perturbation else rf" \left(1 + {latex_number(self.perturbation)}\right)"
        digits = " and ".join(map(str, DIGITS))
        return Writing(
            latex=rf"\left({symbol}\right)_{{\text{{balls}}}} = \left({symbol}\right)_{{\text{{mpmath}}}}{factor}",
            conditions=(
                Condition(rf"\text{{to {digits} digits}}"),
                Condition(rf"n \in \left\{{ {', '.join(power_latex(n) for n in LENGTHS)} \right\}}"),
            ),
            quantities=(self.quantity,),
            left_out=f"The two numbers agree to {' and to '.join(map(str, DIGITS))} digits.",
        )

    def reads(self) -> Iterable[Any]:
        """Return the quantity."""
        return (quantity(self.quantity),)


@lru_cache(maxsize=1)
def _settings() -> tuple[Setting, ...]:
    """Return the points at which the engines are compared, the same for all quantities."""
    from ...numerics.settings.setting import Setting

    return tuple(
        Setting(n=n, rho=rho, residual=residual, dim=n, **scale)
        for n in LENGTHS
        for scale in SCALES
        for rho, residual in PARAMETERS
    )
