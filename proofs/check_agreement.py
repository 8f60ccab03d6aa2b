"""Two engines, one formula: the ball and the mpmath number of a quantity must agree to the digits asked for."""

from __future__ import annotations

from typing import Any

from ..theory.assumptions import Assumption
from .budget import Budget
from .checking import check
from .evidence import Evidence, Verdict
from .statements import Agreement

LENGTHS = ("2", "1000", "131072", "10^100", "10^1000000", "10^10^100")
SETTINGS: tuple[dict[str, Any], ...] = (
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
    from ..numerics.evaluate import evaluate
    from ..numerics.multiprecision import evaluate_mpmath

    count = 0
    for n in LENGTHS:
        for setting in SETTINGS:
            for rho, residual in PARAMETERS:
                for digits in DIGITS:
                    where: dict[str, Any] = {"n": n, **setting, "rho": rho, "residual": residual, "dim": n}
                    ball = evaluate(statement.quantity, digits=digits, **where)
                    other = evaluate_mpmath(statement.quantity, digits=digits, **where)
                    other *= (
                        1 + other.context.mpf(statement.perturbation.numerator) / statement.perturbation.denominator
                    )
                    count += 1
                    if not ball.agrees(other, digits):
                        return [
                            Evidence(
                                method="engines",
                                verdict=Verdict.REFUTED,
                                detail=f"balls say {ball}, mpmath says {other}",
                                point=tuple((k, str(v)) for k, v in where.items()),
                            )
                        ]
    return [
        Evidence(
            method="engines",
            verdict=Verdict.SUPPORTED,
            detail=f"balls and mpmath agree at {count} points, n = 2 .. 10^(10^100), {DIGITS[0]} and {DIGITS[-1]} digits",
        )
    ]
