"""Two engines, one formula: the ball and the mpmath number of a quantity must agree to the digits asked for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..theory.assumptions import Assumption
from .budget import Budget
from .checking import check
from .evidence import Evidence, Verdict
from .statements import Agreement

if TYPE_CHECKING:
    from ..numerics.settings.setting import Setting

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


@check.register
def check_agreement(
    statement: Agreement, assumptions: tuple[Assumption, ...], budget: Budget, methods: frozenset[str]
) -> list[Evidence]:
    """Check that balls and mpmath agree."""
    if "engines" not in methods:
        return []
    from ..numerics.answers.evaluate import evaluate
    from ..numerics.answers.multiprecision import evaluate_mpmath

    count = 0
    for at in _settings():
        for digits in DIGITS:
            ball = evaluate(statement.quantity, at, digits=digits)
            other = evaluate_mpmath(statement.quantity, at, digits=digits)
            other *= 1 + other.context.mpf(statement.perturbation.numerator) / statement.perturbation.denominator
            count += 1
            if not ball.agrees(other, digits):
                return [
                    Evidence(
                        method="engines",
                        verdict=Verdict.REFUTED,
                        detail=f"balls say {ball}, mpmath says {other}",
                        point=tuple((name, str(value)) for name, value in at.to_json().items()),
                    )
                ]
    return [
        Evidence(
            method="engines",
            verdict=Verdict.SUPPORTED,
            detail=f"balls and mpmath agree at {count} points, n = 2 .. 10^(10^100), {DIGITS[0]} and {DIGITS[-1]} digits",
        )
    ]


@lru_cache(maxsize=1)
def _settings() -> tuple[Setting, ...]:
    """Return the points at which the engines are compared, the same for all quantities."""
    from ..numerics.settings.setting import Setting

    return tuple(
        Setting(n=n, rho=rho, residual=residual, dim=n, **scale)
        for n in LENGTHS
        for scale in SCALES
        for rho, residual in PARAMETERS
    )
