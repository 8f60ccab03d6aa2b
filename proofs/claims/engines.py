"""The two engines of the evaluation agree, quantity by quantity."""

from __future__ import annotations

from fractions import Fraction

from ...theory.layer.registry import QUANTITIES
from ..claim import Claim, Twin
from ..kinds import Agreement

CLAIMS = tuple(
    Claim(
        id=f"engines.{name}",
        title=f"balls and mpmath give the same {name}",
        statement=Agreement(quantity=name),
        twins=(
            Twin(
                name="last digit",
                change="one engine off by a part in 10^13",
                statement=Agreement(quantity=name, perturbation=Fraction(1, 10**13)),
            ),
        ),
    )
    for name in QUANTITIES
)
