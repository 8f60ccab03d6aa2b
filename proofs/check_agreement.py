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
    from ..numerics.answers.multiprecision import MpLayer
    from ..numerics.settings.layer import Layer

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
    from ..numerics.answers.evaluate import evaluate_at
    from ..numerics.answers.multiprecision import evaluate_mpmath_at

    count = 0
    for where, layer in _layers():
        for digits in DIGITS:
            ball = evaluate_at(statement.quantity, layer, digits, where["n"])
            other = evaluate_mpmath_at(statement.quantity, _second(layer, digits), where["n"])
            other *= 1 + other.context.mpf(statement.perturbation.numerator) / statement.perturbation.denominator
            count += 1
            if not ball.agrees(other, digits):
                return [
                    Evidence(
                        method="engines",
                        verdict=Verdict.REFUTED,
                        detail=f"balls say {ball}, mpmath says {other}",
                        point=tuple((k, str(v)) for k, v in (where | {"dim": where["n"]}).items()),
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
def _layers() -> tuple[tuple[dict[str, Any], Layer], ...]:
    """Return the points at which the engines are compared, prepared once for all quantities."""
    from ..numerics.settings.setting import Setting

    points = (
        {"n": n, **setting, "rho": rho, "residual": residual}
        for n in LENGTHS
        for setting in SETTINGS
        for rho, residual in PARAMETERS
    )
    return tuple((where, Setting(**where).layer()) for where in points)


@lru_cache(maxsize=512)
def _second(layer: Layer, digits: int) -> MpLayer:
    """Return a layer for the second engine: its context takes longer to make than a quantity takes to compute."""
    from ..numerics.answers.multiprecision import MpLayer

    return MpLayer(layer, digits)
