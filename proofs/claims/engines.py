"""The two engines of the evaluation agree, quantity by quantity."""

from __future__ import annotations

from ..vocabulary import QUANTITIES, Agreement, Claim, Fraction, but

CLAIMS = tuple(
    Claim(
        f"engines.{name}",
        f"balls and mpmath give the same {name}",
        Agreement(quantity=name),
        twins=but("last digit", "one engine off by a part in 10^13", perturbation=Fraction(1, 10**13)),
    )
    for name in QUANTITIES
)
